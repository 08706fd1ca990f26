/**
 * What the rules found in the selected tenant's audit, and the place to say what came of it.
 */
@NullMarked
package dev.bulkhead.ui.alerts;

import org.jspecify.annotations.NullMarked;
