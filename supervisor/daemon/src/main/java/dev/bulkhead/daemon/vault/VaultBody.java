package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a vault: the secrets, the key that the audit hashes arguments with, and the vault's seal key. Sealed under the data
 * key, bound to the tenant and to the slots; no part of it ever becomes a {@code String}.
 *
 * @param generation one more with each write
 * @param argsKey 32 random bytes, made with the vault
 * @param sealKey what the slots know this vault by, made with its format 2; null in format 1
 * @param secrets owned by this body, as are the keys
 */
record VaultBody(
        long generation,
        SecretBytes argsKey,
        @Nullable SecretBytes sealKey,
        SortedMap<SecretName, SecretBytes> secrets) {
    static final int ARGS_KEY_BYTES = 32;
    static final int AUDIT_SECRET_BYTES = 32;
    static final int LONGEST_SECRET = 64 << 10;

    /** With the longest secrets, as base64 in base64url, this many still fit {@link VaultFile#MOST_BYTES}. */
    static final int MOST_SECRETS = 128;

    /** Pooled buffers would keep the secrets of one vault for whoever reads JSON next. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /** Returns {@code file} with this as its body. */
    VaultFile seal(VaultFile file, SecretBytes dataKey, SecureRandom random) {
        byte[] payload = encode();
        try {
            String body = Jwe.seal(
                    Map.of("tenant", file.tenant().value(), "gen", generation, "slots_sha256", file.slotsHash()),
                    dataKey,
                    payload,
                    random);
            return file.withBody(body, sealKey);
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
    }

    static VaultBody open(VaultFile file, SecretBytes dataKey) throws VaultException {
        TenantId tenant = file.tenant();
        Jwe jwe = Jwe.parse(file.body(), tenant, Jwe.Way.UNDER_A_KEY, Set.of("tenant", "gen", "slots_sha256"));
        if (!file.slotsHash().equals(jwe.member("slots_sha256"))) {
            throw VaultException.damaged(tenant, "a slot was added, taken away or put back outside of Bulkhead");
        }
        if (!(jwe.member("gen") instanceof Long generation) || generation < 1) {
            throw VaultException.damaged(tenant, "its generation is unreadable");
        }
        byte[] payload = jwe.open(
                dataKey, VaultException.damaged(tenant, "its body was altered, or belongs to another slot's key"));
        try {
            return decode(payload, generation, file.version());
        } catch (IOException e) {
            // Without the cause: a parser's message may quote what it read.
            throw VaultException.damaged(tenant, "its body is not as the format has it");
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
    }

    /** Writes the JSON by hand: names and base64 need no escapes, and a generator's buffers could not be zeroed. */
    private byte[] encode() {
        int size = 96 + base64Length(argsKey) + (sealKey == null ? 0 : base64Length(sealKey));
        for (Map.Entry<SecretName, SecretBytes> secret : secrets.entrySet()) {
            size += secret.getKey().value().length() + base64Length(secret.getValue()) + 6;
        }
        ByteBuffer json = ByteBuffer.allocate(size);
        put(json, "{\"args_key\":\"");
        putBase64(json, argsKey);
        if (sealKey != null) {
            put(json, "\",\"seal_key\":\"");
            putBase64(json, sealKey);
        }
        put(json, "\",\"secrets\":{");
        String separator = "\"";
        for (Map.Entry<SecretName, SecretBytes> secret : secrets.entrySet()) {
            put(json, separator + secret.getKey().value() + "\":\"");
            putBase64(json, secret.getValue());
            separator = "\",\"";
        }
        put(json, secrets.isEmpty() ? "}}" : "\"}}");
        byte[] exact = Arrays.copyOf(json.array(), json.position());
        Arrays.fill(json.array(), (byte) 0);
        return exact;
    }

    private static int base64Length(SecretBytes secret) {
        return (secret.length() + 2) / 3 * 4;
    }

    private static void put(ByteBuffer json, String text) {
        json.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void putBase64(ByteBuffer json, SecretBytes secret) {
        byte[] encoded = secret.use(Base64.getEncoder()::encode);
        json.put(encoded);
        Arrays.fill(encoded, (byte) 0);
    }

    private static VaultBody decode(byte[] payload, long generation, int version) throws IOException {
        var secrets = new TreeMap<SecretName, SecretBytes>();
        SecretBytes argsKey = null;
        SecretBytes sealKey = null;
        try (JsonParser json = JSON.createParser(payload)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "args_key" -> argsKey = secret(json, ARGS_KEY_BYTES, ARGS_KEY_BYTES);
                    case "seal_key" -> sealKey = secret(json, SlotKey.SEAL_KEY_BYTES, SlotKey.SEAL_KEY_BYTES);
                    case "secrets" -> readSecrets(json, secrets);
                    default -> throw new IOException("unknown member");
                }
            }
            require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
            if (argsKey == null || (sealKey == null) != (version == VaultFile.FORMAT_1)) {
                throw new IOException("no key, or one too many");
            }
            return new VaultBody(generation, argsKey, sealKey, secrets);
        } catch (IOException | IllegalArgumentException e) {
            discard(argsKey, sealKey, secrets);
            throw new IOException("not a vault's body");
        }
    }

    private static void readSecrets(JsonParser json, SortedMap<SecretName, SecretBytes> into) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            require(into.size() < MOST_SECRETS);
            var name = new SecretName(json.currentName());
            into.put(name, secret(json, 1, LONGEST_SECRET));
        }
        require(json.currentToken() == JsonToken.END_OBJECT);
    }

    private static SecretBytes secret(JsonParser json, int least, int most) throws IOException {
        require(json.nextToken() == JsonToken.VALUE_STRING);
        SecretBytes secret = SecretBytes.takeOver(json.getBinaryValue());
        if (secret.length() < least || secret.length() > most) {
            secret.close();
            throw new IOException("a secret out of bounds");
        }
        return secret;
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("not the format");
        }
    }

    private static void discard(
            @Nullable SecretBytes argsKey, @Nullable SecretBytes sealKey, SortedMap<SecretName, SecretBytes> secrets) {
        if (argsKey != null) {
            argsKey.close();
        }
        if (sealKey != null) {
            sealKey.close();
        }
        secrets.values().forEach(SecretBytes::close);
    }

    /** Returns this with a seal key, which it takes over, for a vault that becomes one of format 2. */
    VaultBody withSealKey(SecretBytes key) {
        return new VaultBody(generation, argsKey, key, secrets);
    }

    /** Returns this as it is written next. */
    VaultBody next(SortedMap<SecretName, SecretBytes> changed) {
        return new VaultBody(generation + 1, argsKey, sealKey, changed);
    }

    /** Zeroes all that it holds. */
    void discard() {
        discard(argsKey, sealKey, secrets);
    }
}
