/**
 * What a sandbox may use of the machine, set and watched from outside: memory, processes, processors, files, the workspace's
 * size. Limits are no walls: each is as good as the desktop allows, and says how good that is. Called by the room that starts
 * sandboxes; starts none itself, and signals no process but those of a sandbox that it was told of.
 */
@NullMarked
package dev.bulkhead.daemon.limits;

import org.jspecify.annotations.NullMarked;
