package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What opens a slot of format 2: a P-256 key pair, as a JWK (RFC 7517), with the vault's seal key beside it. The data key is sealed to
 * the public part, which stands in the file: so a new data key can be given to every slot without the consultant, the keychain or
 * the recovery key that opens it. And since anybody can seal something to a public key, the seal key says that the vault is the one that
 * this slot was made for.
 *
 * <p>The library holds a private key as text and numbers that cannot be zeroed; they are left to the garbage collector.
 *
 * @param sealKey belongs to who made this
 */
record SlotKey(ECKey key, SecretBytes sealKey) implements AutoCloseable {
    static final int SEAL_KEY_BYTES = 32;

    private static final String SEAL_KEY = "seal_key";
    private static final int LONGEST = 1024;
    private static final int FINGERPRINT_BYTES = 8;
    private static final Set<String> PUBLIC_MEMBERS = Set.of("kty", "crv", "x", "y");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Makes a pair, with a copy of {@code sealKey}. */
    static SlotKey fresh(SecretBytes sealKey, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            ECKey key = new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                    .privateKey(pair.getPrivate())
                    .build();
            return new SlotKey(key, sealKey.copy());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** Returns it with its private part, as one line of JSON. */
    SecretBytes text() {
        Map<String, Object> members = key.toJSONObject();
        members.put(SEAL_KEY, sealKey.use(Base64.getUrlEncoder().withoutPadding()::encodeToString));
        try {
            return SecretBytes.takeOver(JSON.writeValueAsBytes(members));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts can be written", e);
        }
    }

    /** Returns the private key that {@code text} is; none where it is something else, of which nothing is repeated. */
    static Optional<SlotKey> parse(SecretBytes text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] bytes = text.use(byte[]::clone);
        try {
            // A JSON null becomes null, which is no key.
            @Nullable Map<String, Object> members = JSON.readValue(bytes, new TypeReference<>() {});
            if (members == null || !(members.remove(SEAL_KEY) instanceof String sealKey)) {
                return Optional.empty();
            }
            ECKey key = ECKey.parse(members);
            SecretBytes seal = SecretBytes.takeOver(Base64.getUrlDecoder().decode(sealKey));
            return key.isPrivate() && Curve.P_256.equals(key.getCurve()) && seal.length() == SEAL_KEY_BYTES
                    ? Optional.of(new SlotKey(key, seal))
                    : Optional.empty();
        } catch (IOException | ParseException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        } finally {
            java.util.Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Reads the public key from a slot's header. */
    @SuppressWarnings("unchecked")
    static ECKey ofHeader(Object member, TenantId tenant) throws VaultException {
        try {
            if (member instanceof Map<?, ?> map && map.keySet().equals(PUBLIC_MEMBERS)) {
                ECKey key = ECKey.parse((Map<String, Object>) map);
                if (Curve.P_256.equals(key.getCurve())) {
                    return key;
                }
            }
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            throw VaultException.damaged(tenant, "the public key of a slot is unusable");
        }
        throw VaultException.damaged(tenant, "the public key of a slot is unusable");
    }

    /** Returns what people compare: 16 hex digits of the key's thumbprint (RFC 7638), in fours. */
    static String fingerprint(ECKey key) {
        try {
            String hex =
                    HexFormat.of().formatHex(key.computeThumbprint("SHA-256").decode(), 0, FINGERPRINT_BYTES);
            return hex.replaceAll("(....)(?!$)", "$1-");
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        sealKey.close();
    }
}
