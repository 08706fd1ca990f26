/** What several of the supervisor's tests share. */
package dev.bulkhead.daemon.testing;
