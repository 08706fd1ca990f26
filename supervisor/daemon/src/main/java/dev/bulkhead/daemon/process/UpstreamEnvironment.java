package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.Injection;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The environment of a program of others: what every one has, what its settings name, and nothing else (rule 2). Stateless. */
final class UpstreamEnvironment {
    private UpstreamEnvironment() {}

    /**
     * Puts in what the settings of {@code order} name, with its credentials; the caller closes the values, also when this fails.
     *
     * @param injections the secrets that do not enter, each with the word that stands for it
     */
    static void fill(
            Map<String, SecretBytes> environment,
            TenantId tenant,
            UpstreamOrder order,
            ServerOwner owner,
            List<Injection> injections)
            throws SandboxUnavailableException {
        basics(environment);
        if (order.settings() instanceof UpstreamSettings.Stdio stdio) {
            for (Map.Entry<String, UpstreamSettings.Value> each : stdio.env().entrySet()) {
                switch (each.getValue()) {
                    case UpstreamSettings.Value.Literal value -> literal(environment, each.getKey(), value.text());
                    case UpstreamSettings.Value.Injected injected ->
                        literal(environment, each.getKey(), Placeholders.of(injected.name(), injections));
                    case UpstreamSettings.Value.Secret secret ->
                        environment.put(
                                each.getKey(),
                                owner.secret(secret.name())
                                        .orElseThrow(
                                                () -> new SandboxUnavailableException("the vault of tenant '" + tenant
                                                        + "' holds no secret '" + secret.name()
                                                        + "': run 'bulkhead secret set " + tenant
                                                        + " " + secret.name() + "'")));
                }
            }
        }
    }

    /** What every program of a tenant finds in its environment. */
    static void basics(Map<String, SecretBytes> environment) {
        literal(environment, "HOME", "/workspace");
        literal(environment, "PATH", "/usr/bin");
        literal(environment, "TMPDIR", "/tmp");
        literal(environment, "LC_ALL", "C.UTF-8");
    }

    static void literal(Map<String, SecretBytes> environment, String name, String value) {
        environment.put(name, SecretBytes.takeOver(value.getBytes(StandardCharsets.UTF_8)));
    }
}
