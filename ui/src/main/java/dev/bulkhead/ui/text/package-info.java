/**
 * What people read, in one resource bundle a language. Every room takes its words from here; no room writes a sentence of its own.
 * Messages of the supervisor are shown as they come.
 */
@NullMarked
package dev.bulkhead.ui.text;

import org.jspecify.annotations.NullMarked;
