/**
 * What the host starts: {@code bulkhead connect}. Sends a hello line to the supervisor, then copies bytes both ways. Has no
 * rights and parses nothing of MCP; java.base and the home's paths are all that it knows.
 */
@NullMarked
package dev.bulkhead.launcher;

import org.jspecify.annotations.NullMarked;
