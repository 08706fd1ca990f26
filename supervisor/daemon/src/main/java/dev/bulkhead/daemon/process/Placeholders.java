package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.Injection;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What stands in a sandbox for the credentials that never enter it: new words for each start. Stateless. */
final class Placeholders {
    private static final int BYTES = 16;

    private Placeholders() {}

    /** Returns the credentials that are put into the requests of {@code order}, each with a word of its own. */
    static List<Injection> of(UpstreamOrder order, ServerOwner owner, RandomGenerator random) {
        List<Injection> injections = new ArrayList<>();
        if (order.settings() instanceof UpstreamSettings.Stdio stdio) {
            stdio.inject().forEach((name, injection) -> {
                byte[] word = new byte[BYTES];
                random.nextBytes(word);
                injections.add(new Injection(
                        name,
                        "bulkhead-" + HexFormat.of().formatHex(word),
                        injection.to(),
                        injection.header(),
                        () -> owner.secret(name)));
            });
        }
        return injections;
    }

    /** Returns what stands for {@code secret}. */
    static String of(String secret, List<Injection> injections) {
        return injections.stream()
                .filter(injection -> injection.secret().equals(secret))
                .map(Injection::placeholder)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("settings name each injected secret twice"));
    }
}
