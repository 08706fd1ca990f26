/**
 * {@code bulkhead demo}: the main job on embedded defaults, through the same commands, sockets and sandboxes as everybody.
 */
@NullMarked
package dev.bulkhead.acceptance.demo;

import org.jspecify.annotations.NullMarked;
