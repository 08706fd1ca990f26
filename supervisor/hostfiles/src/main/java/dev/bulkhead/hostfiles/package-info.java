/**
 * The configuration files of AI hosts: where each host keeps its own on this system, and how one entry of ours is put there,
 * shown and taken out, with everything else in the file left as it was, comments and order too. Called by the command line and
 * the window; never by the supervisor, which has nothing to do in these files.
 */
@NullMarked
package dev.bulkhead.hostfiles;

import org.jspecify.annotations.NullMarked;
