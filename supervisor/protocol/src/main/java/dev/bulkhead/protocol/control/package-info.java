/** The client's side of the control socket, as {@code supervisor/docs/socket.md} has it: for the command line and the window. Needs Jackson. */
@NullMarked
package dev.bulkhead.protocol.control;

import org.jspecify.annotations.NullMarked;
