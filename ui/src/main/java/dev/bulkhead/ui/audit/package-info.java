/**
 * The audit of the selected tenant: its newest events as they come, filters over them, and the verdict on the whole stream.
 */
@NullMarked
package dev.bulkhead.ui.audit;

import org.jspecify.annotations.NullMarked;
