/** Bulkhead from outside: what the demo, the benchmark and the tests over real processes share. Uses no class of the supervisor. */
@NullMarked
package dev.bulkhead.acceptance;

import org.jspecify.annotations.NullMarked;
