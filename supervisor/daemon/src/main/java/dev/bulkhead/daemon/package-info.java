/** The supervisor's beginning: {@link dev.bulkhead.daemon.Daemon} wires the rooms by their constructors, and is used by none. */
@NullMarked
package dev.bulkhead.daemon;

import org.jspecify.annotations.NullMarked;
