/**
 * The way to the supervisor: one thread and one connection for each thing that waits. Results are handed to the window's thread
 * by an executor; nothing here knows JavaFX, and nothing else in the window opens a socket.
 */
@NullMarked
package dev.bulkhead.ui.link;

import org.jspecify.annotations.NullMarked;
