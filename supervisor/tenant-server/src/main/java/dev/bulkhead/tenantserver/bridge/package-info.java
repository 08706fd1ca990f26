/** From one protocol era to the other, message by message: two streams of lines, and no thread, process or clock of its own. */
@NullMarked
package dev.bulkhead.tenantserver.bridge;

import org.jspecify.annotations.NullMarked;
