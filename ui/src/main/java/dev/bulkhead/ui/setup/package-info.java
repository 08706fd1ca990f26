/**
 * Setting up: a client is added in a few steps that end with a connection that works, and its settings are read and changed. What
 * is typed as a secret goes to the supervisor and is forgotten here.
 */
@NullMarked
package dev.bulkhead.ui.setup;

import org.jspecify.annotations.NullMarked;
