package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A credential that never enters a sandbox: what stands for it there, and where it takes its place.
 *
 * @param secret its name, for the audit
 * @param placeholder what the sandbox holds; no credential, but nobody else's business
 * @param to the one destination that gets it
 * @param header the one field that may hold it
 * @param value a copy of the credential, which the caller closes; empty when nobody is signed in
 */
public record Injection(
        String secret, String placeholder, Destination to, String header, Supplier<Optional<SecretBytes>> value) {

    /** Returns whether a request to {@code destination} may hold it in {@code field}. */
    boolean belongs(Destination destination, String field) {
        return isFor(destination) && header.equalsIgnoreCase(field);
    }

    boolean isFor(Destination destination) {
        return HostNames.canonical(to.host(), to.port())
                .filter(destination::equals)
                .isPresent();
    }
}
