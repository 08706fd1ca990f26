/**
 * The only way out of a sandbox that has the profile {@code network}: a proxy for HTTP and CONNECT behind one unix socket for each
 * upstream, which reaches what the tenant's settings name and nothing else. Opened by {@code process}; knows whom it serves by
 * the socket, never by what is said on it. Reads no more of the traffic than the head of a
 * request, but where a credential belongs into it: that is put in here, by an authority of the sandbox's own (cryptography: TLS and
 * certificates).
 */
@NullMarked
package dev.bulkhead.daemon.egress;

import org.jspecify.annotations.NullMarked;
