/**
 * One tenant at a glance: who is signed in and for how long, what is connected, with which accounts its servers work, what
 * happens now, and what its tools may do. Shows; changes nothing.
 */
@NullMarked
package dev.bulkhead.ui.overview;

import org.jspecify.annotations.NullMarked;
