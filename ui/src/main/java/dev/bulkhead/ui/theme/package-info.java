/**
 * How the window looks: light and dark, icons, chips and dots that several rooms use. A colour never stands alone: a word says the
 * same. Colours are the theme's variables, so that both themes share one style sheet.
 */
@NullMarked
package dev.bulkhead.ui.theme;

import org.jspecify.annotations.NullMarked;
