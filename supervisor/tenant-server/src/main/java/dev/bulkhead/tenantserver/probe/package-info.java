/**
 * The self-test from inside the sandbox: tries to reach what must not be reached, and tells what the attempts gave. Runs
 * before any secret is here; it judges nothing, the supervisor does.
 */
@NullMarked
package dev.bulkhead.tenantserver.probe;

import org.jspecify.annotations.NullMarked;
