/**
 * Signing in to one tenant: the dialog that takes its passphrase, sends it and forgets it.
 */
@NullMarked
package dev.bulkhead.ui.signin;

import org.jspecify.annotations.NullMarked;
