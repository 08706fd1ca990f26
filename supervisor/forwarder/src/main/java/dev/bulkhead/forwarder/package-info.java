/**
 * What a Java program of others loads before its own first line, in a sandbox with a way out: a listener on the sandbox's own
 * loopback that copies to the one socket. Runs among code that is not trusted; it is no wall and holds nothing.
 */
@NullMarked
package dev.bulkhead.forwarder;

import org.jspecify.annotations.NullMarked;
