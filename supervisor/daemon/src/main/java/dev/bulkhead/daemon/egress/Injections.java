package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The credentials of one door that never enter, and what is needed to see the requests that they belong into. Immutable, safe for
 * any thread.
 *
 * @param authority whom the sandbox trusts besides everybody else; empty where there is nothing to inject
 * @param trust by which origins are judged
 */
record Injections(Injector injector, Optional<Authority> authority, DesktopTrust trust) {

    static Injections of(List<Injection> injections, DesktopTrust trust, InstantSource clock, RandomGenerator random)
            throws IOException {
        return new Injections(
                new Injector(injections),
                injections.isEmpty() ? Optional.empty() : Optional.of(new Authority(clock, random)),
                trust);
    }
}
