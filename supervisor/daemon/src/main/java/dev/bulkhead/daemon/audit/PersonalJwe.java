package dev.bulkhead.daemon.audit;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Seals what stands beside a row: a compact JWE (RFC 7516 §7.1), {@code A256GCM} under a key ({@code dir}) or to a public key
 * ({@code ECDH-ES}, RFC 7518 §4.6), with no member more in its header. Nothing binds it to its row but the row itself, which
 * holds its hash. Stateless.
 *
 * <p>Not the vault's own: a vault's parts name their tenant and carry their key, hundreds of bytes that a row should not.
 */
final class PersonalJwe {
    private static final Set<String> DIRECT = Set.of("alg", "enc");
    private static final Set<String> TO_A_KEY = Set.of("alg", "enc", "epk");

    private PersonalJwe() {}

    static String seal(byte[] key, byte[] json) {
        try {
            return sealed(JWEAlgorithm.DIR, new DirectEncrypter(key), json);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    static String sealTo(ECKey key, byte[] json) {
        try {
            return sealed(JWEAlgorithm.ECDH_ES, new ECDHEncrypter(key), json);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256 and AES-256-GCM", e);
        }
    }

    private static String sealed(JWEAlgorithm algorithm, JWEEncrypter encrypter, byte[] json) throws JOSEException {
        JWEObject jwe = new JWEObject(new JWEHeader(algorithm, EncryptionMethod.A256GCM), new Payload(json));
        jwe.encrypt(encrypter);
        return jwe.serialize();
    }

    /** Returns what was sealed; null where it was not sealed by us, for these keys. */
    static byte @Nullable [] open(String compact, byte[] key, ECKey pair) {
        try {
            JWEObject jwe = JWEObject.parse(compact);
            JWEHeader header = jwe.getHeader();
            if (!header.getEncryptionMethod().equals(EncryptionMethod.A256GCM)) {
                return null;
            }
            JWEDecrypter decrypter;
            if (header.getAlgorithm().equals(JWEAlgorithm.DIR)
                    && header.getIncludedParams().equals(DIRECT)) {
                decrypter = new DirectDecrypter(key);
            } else if (header.getAlgorithm().equals(JWEAlgorithm.ECDH_ES)
                    && header.getIncludedParams().equals(TO_A_KEY)) {
                decrypter = new ECDHDecrypter(pair);
            } else {
                return null;
            }
            jwe.decrypt(decrypter);
            return jwe.getPayload().toBytes();
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }
}
