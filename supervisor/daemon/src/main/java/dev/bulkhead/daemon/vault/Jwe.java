package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sealed part of a vault: a compact JWE (RFC 7516 §7.1), {@code A256GCM} under a key ({@code dir}) or to a public key
 * ({@code ECDH-ES+A256KW}), and nothing else.
 *
 * <p>The header is checked before the library sees it, and must hold exactly the members that the format names: so neither
 * {@code zip} (a bomb), nor {@code crit}, nor another algorithm, nor a header that is JSON's null ever gets there. A SecretKeySpec cannot be destroyed
 * on any JDK so far, so the library leaves a copy of the key to the garbage collector.
 */
final class Jwe {
    static final String TYPE = "bulkhead-vault+jwe";

    /** How a part is sealed, and which members its header has for that. */
    enum Way {
        UNDER_A_KEY("dir", Set.of()),
        TO_A_PUBLIC_KEY("ECDH-ES+A256KW", Set.of("epk", "jwk"));

        private final String algorithm;
        private final Set<String> members;

        Way(String algorithm, Set<String> members) {
            this.algorithm = algorithm;
            this.members = members;
        }
    }

    private static final String NO_JWE = "a part of it is not a JWE";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private final JWEObject object;
    private final Map<String, Object> header;

    private Jwe(JWEObject object, Map<String, Object> header) {
        this.object = object;
        this.header = header;
    }

    static String seal(Map<String, Object> members, SecretBytes key, byte[] payload, SecureRandom random) {
        byte[] raw = key.use(byte[]::clone);
        try {
            var header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                    .type(new JOSEObjectType(TYPE))
                    .customParams(members)
                    .build();
            var object = new JWEObject(header, new Payload(payload));
            var encrypter = new DirectEncrypter(raw);
            encrypter.getJCAContext().setSecureRandom(random);
            object.encrypt(encrypter);
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Seals {@code payload} so that who has the private part of {@code key} opens it; the public part stands in the header. */
    static String sealTo(ECKey key, Map<String, Object> members, byte[] payload, SecureRandom random) {
        try {
            var header = new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
                    .type(new JOSEObjectType(TYPE))
                    .jwk(key.toPublicJWK())
                    .customParams(members)
                    .build();
            var object = new JWEObject(header, new Payload(payload));
            var encrypter = new ECDHEncrypter(key.toPublicJWK());
            encrypter.getJCAContext().setSecureRandom(random);
            object.encrypt(encrypter);
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256 and AES-256-GCM", e);
        }
    }

    /** Reads {@code compact} without opening it; its header holds {@code alg}, {@code enc}, {@code typ} and {@code members}. */
    static Jwe parse(String compact, TenantId tenant, Way way, Set<String> members) throws VaultException {
        Map<String, Object> header = header(compact, tenant);
        if (!way.algorithm.equals(header.get("alg"))
                || !"A256GCM".equals(header.get("enc"))
                || !TYPE.equals(header.get("typ"))) {
            throw VaultException.unsupported(
                    tenant,
                    "a part of it is sealed in another way than its format allows; restore it from a backup, or"
                            + " update Bulkhead");
        }
        var expected = new HashSet<>(members);
        expected.addAll(Set.of("alg", "enc", "typ"));
        expected.addAll(way.members);
        if (!header.keySet().equals(expected)) {
            throw VaultException.damaged(tenant, "the header of a part of it is not as its format has it");
        }
        if (!tenant.value().equals(header.get("tenant"))) {
            throw VaultException.of(
                    VaultException.Reason.OTHER_TENANT,
                    tenant,
                    "cannot be opened: a part of it was sealed for another tenant; restore it from a backup");
        }
        try {
            return new Jwe(JWEObject.parse(compact), header);
        } catch (ParseException | IllegalArgumentException e) {
            throw VaultException.damaged(tenant, NO_JWE);
        }
    }

    private static Map<String, Object> header(String compact, TenantId tenant) throws VaultException {
        try {
            byte[] json = Base64.getUrlDecoder().decode(compact.substring(0, Math.max(0, compact.indexOf('.'))));
            // A JSON null becomes null, which is no header.
            @Nullable Map<String, Object> header = JSON.readValue(json, new TypeReference<>() {});
            if (header != null) {
                return header;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw VaultException.damaged(tenant, NO_JWE);
        }
        throw VaultException.damaged(tenant, NO_JWE);
    }

    /** Returns a member of the header, which {@link #parse} has found to be there. */
    Object member(String name) {
        Object value = header.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no member of this header: " + name);
        }
        return value;
    }

    /** Opens the part; the caller zeroes what it gets. A wrong key, or one bit changed anywhere, throws {@code otherwise}. */
    byte[] open(SecretBytes key, VaultException otherwise) throws VaultException {
        byte[] raw = key.use(byte[]::clone);
        try {
            return open(new DirectDecrypter(raw), otherwise);
        } catch (JOSEException e) {
            throw otherwise;
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Opens the part with the private part of the key that it was sealed to, as {@link #open(SecretBytes, VaultException)}. */
    byte[] open(ECKey key, VaultException otherwise) throws VaultException {
        try {
            return open(new ECDHDecrypter(key), otherwise);
        } catch (JOSEException e) {
            throw otherwise;
        }
    }

    private byte[] open(JWEDecrypter decrypter, VaultException otherwise) throws VaultException {
        try {
            object.decrypt(decrypter);
            return object.getPayload().toBytes();
        } catch (JOSEException | IllegalStateException | IllegalArgumentException e) {
            throw otherwise;
        }
    }
}
