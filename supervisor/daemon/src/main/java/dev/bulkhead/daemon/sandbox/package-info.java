/**
 * What a sandbox is made of: profiles read from files and checked, and the command that puts one up. Called by {@code process}
 * alone; it starts nothing itself.
 */
@NullMarked
package dev.bulkhead.daemon.sandbox;

import org.jspecify.annotations.NullMarked;
