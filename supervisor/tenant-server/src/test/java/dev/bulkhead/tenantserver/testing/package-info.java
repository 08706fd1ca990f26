/** What tests of this module share: the server as a real child process, and a conversation without one. */
@NullMarked
package dev.bulkhead.tenantserver.testing;

import org.jspecify.annotations.NullMarked;
