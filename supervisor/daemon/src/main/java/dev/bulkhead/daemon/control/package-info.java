/**
 * The supervisor's socket: takes connections, asks the kernel whose they are, hands hosts to {@code session} and answers the
 * command line and the window. The top room: nothing but {@code Daemon} calls it.
 */
@NullMarked
package dev.bulkhead.daemon.control;

import org.jspecify.annotations.NullMarked;
