/**
 * Finds rows of a stream as fast as somebody types: what one looks for them by, of a million rows, in memory while somebody
 * looks. Called by {@code control}; it reads clear columns alone, opens nothing that is sealed, and keeps nothing on disk.
 */
@NullMarked
package dev.bulkhead.daemon.review;

import org.jspecify.annotations.NullMarked;
