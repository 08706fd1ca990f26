package dev.bulkhead.daemon.identity;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider's word for a consultant, checked: who it is, what they may do, and what renews it. Whoever gets it closes it.
 *
 * @param subject as the provider names them: the same for the same person, and unlike that of any other
 * @param rights what their groups may do
 * @param refreshToken renews the word; empty where the provider gave none
 * @param idToken as it came, to end the session at the provider with
 * @param renewBefore when the word should be renewed at the latest: the end of the access token
 * @param ends when the word is no longer good, where nothing renews it: the end of the ID token
 * @param how how the consultant proved who they are, as the provider says: {@code acr} and {@code auth_time}, for the audit
 */
public record Vouched(
        String subject,
        Rights rights,
        Optional<SecretBytes> refreshToken,
        SecretBytes idToken,
        Instant renewBefore,
        Instant ends,
        String how)
        implements AutoCloseable {

    /** Renewed: the groups are those of before where the provider did not name them again. */
    public record Renewed(Optional<Rights> rights, @Nullable SecretBytes refreshToken, Instant renewBefore) {}

    @Override
    public void close() {
        refreshToken.ifPresent(SecretBytes::close);
        idToken.close();
    }
}
