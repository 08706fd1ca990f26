/**
 * What tests of the window stand on: the real toolkit without a screen, a robot's mouse and keys, and a supervisor that is none
 * but speaks {@code supervisor/docs/socket.md} on a real socket.
 */
@NullMarked
package dev.bulkhead.ui.testing;

import org.jspecify.annotations.NullMarked;
