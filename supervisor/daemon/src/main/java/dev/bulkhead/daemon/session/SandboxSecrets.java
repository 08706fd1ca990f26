package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A tenant's secrets that may enter its sandboxes, copied out of its vault for one start. Closing wipes the copies. */
final class SandboxSecrets implements AutoCloseable {
    private final Map<String, SecretBytes> copies = new HashMap<>();

    /**
     * Copies what {@code settings} does not keep outside.
     *
     * @throws IOException when the vault was closed meanwhile
     */
    SandboxSecrets(SignIn signIn, TenantSettings settings) throws IOException {
        Set<String> outside = injected(settings);
        try {
            signIn.vault().secrets().forEach((name, secret) -> {
                if (outside.contains(name.value())) {
                    secret.close();
                } else {
                    copies.put(name.value(), secret);
                }
            });
        } catch (IllegalStateException e) {
            // The vault is closed before anybody is told of the sign-out.
            throw new IOException("the vault was closed", e);
        }
    }

    /** The names of what is put into requests outside: it enters no sandbox, and the tenant server's is one. */
    static Set<String> injected(TenantSettings settings) {
        Set<String> names = new HashSet<>();
        settings.mcpServers().values().forEach(server -> {
            if (server instanceof UpstreamSettings.Stdio stdio) {
                names.addAll(stdio.inject().keySet());
            }
        });
        return names;
    }

    Map<String, SecretBytes> byName() {
        return copies;
    }

    @Override
    public void close() {
        copies.values().forEach(SecretBytes::close);
    }
}
