/**
 * The window: {@link dev.bulkhead.ui.BulkheadWindow} starts it, and what is here puts the rooms together. A client of the control
 * socket and nothing more: it holds no keys, and no class of the supervisor is on its class path. Nobody calls it.
 */
@NullMarked
package dev.bulkhead.ui;

import org.jspecify.annotations.NullMarked;
