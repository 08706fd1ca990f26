/**
 * The escape suite in Java, from inside the tenant server's own sandbox: tries what {@code sandbox-profiles/escape/attempts} lists
 * and tells what came of it. Started by the supervisor alone, when a person or a test asks; holds no credential.
 */
@NullMarked
package dev.bulkhead.tenantserver.escape;

import org.jspecify.annotations.NullMarked;
