/**
 * Session tokens: signed permissions of minutes, each for one tenant, some tools and one lifetime. Called by sessions and by
 * control. Holds its signing keys in memory alone, reads no passphrase, and decides nothing but whether a token is good.
 */
@NullMarked
package dev.bulkhead.daemon.token;

import org.jspecify.annotations.NullMarked;
