/**
 * The provider that a tenant's settings pin, and what it says of the consultant: OpenID Connect with PKCE in the system's
 * browser, or a code at another device. Called by signin. Believes nothing that is not signed by the pinned issuer in the pinned
 * way for the pinned client; decides what groups may do by the settings' table alone; keeps nothing between calls, and opens no
 * vault. What the protocol library holds as text (codes, tokens) it holds no longer than a call.
 */
@NullMarked
package dev.bulkhead.daemon.identity;

import org.jspecify.annotations.NullMarked;
