/** Secrets as a type that cannot print itself. java.base only; whoever holds one closes it. */
@NullMarked
package dev.bulkhead.protocol.secret;

import org.jspecify.annotations.NullMarked;
