/**
 * What the window shows, as values that parts of it read and follow. Knows neither JavaFX nor sockets; belongs to the window's
 * thread, which alone writes and reads it.
 */
@NullMarked
package dev.bulkhead.ui.model;

import org.jspecify.annotations.NullMarked;
