package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.audit.ArgsHash;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.Optional;

/**
 * Seals what is kept outside of a vault under a key that is inside of it: an agent with a shell can write every file of its user,
 * and cannot make a seal.
 */
public interface HostSeal {
    /** Returns the seal of {@code bytes} for {@code tenant}; none while nobody is signed in to it. */
    Optional<String> of(TenantId tenant, byte[] bytes);

    /** By the key that the vault of the live sign-in holds for naming arguments. */
    static HostSeal byVault(SignIns signIns) {
        return (tenant, bytes) -> {
            Optional<SignIn> live = signIns.live(tenant);
            if (live.isEmpty()) {
                return Optional.empty();
            }
            try (SecretBytes key = live.get().vault().argsKey();
                    ArgsHash hash = new ArgsHash(key)) {
                return Optional.of(hash.of(bytes, 0, bytes.length));
            } catch (IllegalStateException e) {
                // Signed out in between.
                return Optional.empty();
            }
        };
    }
}
