/** {@code bulkhead bench}: what the wall costs, as ratios against the same tenant server spoken to directly in the same run. */
@NullMarked
package dev.bulkhead.acceptance.bench;

import org.jspecify.annotations.NullMarked;
