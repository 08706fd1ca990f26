/**
 * Who is signed in to which tenant: the one place that turns a passphrase into an open vault, and back. Called by control and
 * by sessions. Holds no passphrase longer than a call, and says nothing to one tenant about another.
 */
@NullMarked
package dev.bulkhead.daemon.signin;

import org.jspecify.annotations.NullMarked;
