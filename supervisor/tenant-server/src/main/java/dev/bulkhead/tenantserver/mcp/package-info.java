/**
 * MCP as one session speaks it: both eras, message by message (MCP 2024-11-05 to 2025-11-25, and 2026-07-28). Reads lines,
 * calls tools, writes answers; a lane calls it. It never parses an argument that no tool asked for, and gives every request's
 * id back byte by byte.
 */
@NullMarked
package dev.bulkhead.tenantserver.mcp;

import org.jspecify.annotations.NullMarked;
