/** The words of the Model Context Protocol that more than one process needs: revisions, methods, error codes. java.base only. */
@NullMarked
package dev.bulkhead.protocol.mcp;

import org.jspecify.annotations.NullMarked;
