/**
 * The tenant's files, and the rules for the way to them: relative paths alone, no way out by {@code ..} or symlink, nothing
 * outside a session's prefix, no writing of names that the consultant's own tools obey. The tools call it; it never shows a
 * path that is not relative to the workspace. The sandbox's mounts are the wall, these rules are the one before it.
 */
@NullMarked
package dev.bulkhead.tenantserver.workspace;

import org.jspecify.annotations.NullMarked;
