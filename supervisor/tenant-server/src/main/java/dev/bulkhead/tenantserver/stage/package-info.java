/**
 * The first program of an upstream's sandbox: proves the wall from inside, takes the command and its credentials, and becomes
 * the upstream in place. Started by the supervisor alone; outlives nothing.
 */
@NullMarked
package dev.bulkhead.tenantserver.stage;

import org.jspecify.annotations.NullMarked;
