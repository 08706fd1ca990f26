/**
 * Each tenant's encrypted credentials: one file a tenant, opened by what that tenant's slots name alone. Called by sign-in, and
 * by whoever a sign-in hands the open vault to. Never logs a secret, never keeps a secret as text, and knows no other tenant's file.
 * The format is {@code supervisor/docs/vault-format.md}.
 */
@NullMarked
package dev.bulkhead.daemon.vault;

import org.jspecify.annotations.NullMarked;
