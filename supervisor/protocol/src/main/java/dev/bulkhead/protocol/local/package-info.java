/**
 * The way to the supervisor on this machine: where its socket is, what is said on it first, and how it is started when none
 * runs. Used by everything that talks to it; java.base only, since the launcher does.
 */
@NullMarked
package dev.bulkhead.protocol.local;

import org.jspecify.annotations.NullMarked;
