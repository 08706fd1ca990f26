/**
 * JSON-RPC lines as bytes: found, checked and looked into without a tree and without changing a byte. java.base only. What two
 * parsers could read differently is refused here, once, for all who read a line after.
 */
@NullMarked
package dev.bulkhead.protocol.line;

import org.jspecify.annotations.NullMarked;
