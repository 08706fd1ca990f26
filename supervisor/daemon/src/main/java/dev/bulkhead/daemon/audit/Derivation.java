package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** Makes keys of one secret, one for each purpose and tenant: HKDF-SHA256 (RFC 5869). Stateless. */
final class Derivation {
    private static final byte[] SALT = "bulkhead audit 2".getBytes(StandardCharsets.US_ASCII);

    private Derivation() {}

    /** Returns {@code length} bytes that belong to the caller. */
    static byte[] of(SecretBytes secret, String purpose, TenantId tenant, int length) {
        byte[] info = (purpose + "/" + tenant).getBytes(StandardCharsets.US_ASCII);
        return secret.use(bytes -> {
            try {
                return KDF.getInstance("HKDF-SHA256")
                        .deriveData(HKDFParameterSpec.ofExtract()
                                .addSalt(SALT)
                                .addIKM(bytes)
                                .thenExpand(info, length));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform from 25 on has HKDF-SHA256", e);
            }
        });
    }
}
