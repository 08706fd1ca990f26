/**
 * The desktop's own keychain on each system: Secret Service, macOS's keychain, Windows' data protection. Called by {@code Daemon}, which
 * hands it to sign-in; never puts a secret into a command's arguments or environment.
 */
@NullMarked
package dev.bulkhead.daemon.process.keychain;

import org.jspecify.annotations.NullMarked;
