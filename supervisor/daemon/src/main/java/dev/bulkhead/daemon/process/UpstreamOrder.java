package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * One upstream as a tenant's server may have it started.
 *
 * @param name as in the settings
 * @param id another one stands for another upstream: over its settings, and over what was installed for it
 * @param installed its package, where it has one and it is installed
 */
public record UpstreamOrder(String name, String id, UpstreamSettings settings, Optional<Installed> installed) {

    static UpstreamOrder of(String name, UpstreamSettings settings, Optional<Installed> installed) {
        MessageDigest digest = Sha256.digest();
        switch (settings) {
            case UpstreamSettings.Stdio stdio -> {
                add(digest, stdio.command());
                stdio.args().forEach(argument -> add(digest, argument));
                add(digest, "environment");
                values(digest, stdio.env());
                stdio.inject().forEach((secret, injection) -> add(digest, secret + " " + injection));
            }
            case UpstreamSettings.Remote remote -> {
                add(digest, remote.url().toString());
                values(digest, remote.headers());
            }
        }
        installed.ifPresent(there -> {
            add(digest, there.version());
            add(digest, there.integrity());
        });
        return new UpstreamOrder(name, HexFormat.of().formatHex(digest.digest(), 0, 16), settings, installed);
    }

    private static void values(MessageDigest digest, Map<String, UpstreamSettings.Value> values) {
        values.forEach((name, value) -> {
            add(digest, name);
            switch (value) {
                case UpstreamSettings.Value.Literal literal -> add(digest, "=" + literal.text());
                case UpstreamSettings.Value.Secret secret -> add(digest, "secret:" + secret.name());
                case UpstreamSettings.Value.Injected injected -> add(digest, "inject:" + injected.name());
            }
        });
    }

    /** With its length, so that no two lists of words are one text. */
    private static void add(MessageDigest digest, String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
