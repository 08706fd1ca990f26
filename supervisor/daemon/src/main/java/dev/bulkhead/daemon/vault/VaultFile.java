package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a vault file, format 1 or 2: whose it is, its slots by name, its body. Nothing in it is secret. Slots of names that
 * this version does not know are kept.
 *
 * @param slots the data key, sealed in a way a slot
 * @param keys by the slot's name, the private key of a slot that a passphrase opens, sealed under that; none in format 1
 * @param seal HMAC-SHA256 over the body under the vault's seal key, in base64url; empty in format 1
 */
record VaultFile(
        int version,
        TenantId tenant,
        SortedMap<String, String> slots,
        SortedMap<String, String> keys,
        String body,
        String seal) {
    static final int MOST_BYTES = 16 << 20;

    static final int FORMAT_1 = 1;
    static final int FORMAT_2 = 2;
    static final int MOST_SLOTS = 8;

    private static final int LONGEST_SLOT = 8192;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_.-]*");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    VaultFile {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    static VaultFile parse(byte[] content, TenantId tenant) throws VaultException {
        JsonNode root = tree(content, tenant);
        int version = version(root.path("v"), tenant);
        Set<String> members = version == FORMAT_1
                ? Set.of("v", "tenant", "slots", "body")
                : Set.of("v", "tenant", "slots", "keys", "body", "seal");
        if (!names(root).equals(members)) {
            throw VaultException.damaged(tenant, "its members are not those of format " + version);
        }
        if (!tenant.value().equals(root.path("tenant").textValue())) {
            throw VaultException.of(
                    VaultException.Reason.OTHER_TENANT,
                    tenant,
                    "cannot be opened: the file is of another tenant; put each vault back under its own name");
        }
        SortedMap<String, String> slots = slots(root.path("slots"), tenant);
        SortedMap<String, String> keys = version == FORMAT_1 ? new TreeMap<>() : slots(root.path("keys"), tenant);
        if (!slots.keySet().containsAll(keys.keySet())) {
            throw VaultException.damaged(tenant, "it has a key for a slot that it does not have");
        }
        String body = compact(root.path("body"), MOST_BYTES, tenant);
        String seal = version == FORMAT_1 ? "" : compact(root.path("seal"), LONGEST_SLOT, tenant);
        return new VaultFile(version, tenant, slots, keys, body, seal);
    }

    private static JsonNode tree(byte[] content, TenantId tenant) throws VaultException {
        if (content.length > MOST_BYTES) {
            throw VaultException.damaged(tenant, "the file is larger than a vault can be");
        }
        try {
            JsonNode root = JSON.readTree(content);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            // The one sentence below says as much; where in the file it is cut off helps nobody.
            throw VaultException.damaged(tenant, "the file is cut off or is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("an array in memory can be read", e);
        }
        throw VaultException.damaged(tenant, "the file is not a JSON object");
    }

    private static int version(JsonNode version, TenantId tenant) throws VaultException {
        if (!version.isIntegralNumber()) {
            throw VaultException.damaged(tenant, "the file does not say its version");
        }
        if (!version.canConvertToInt() || version.intValue() < FORMAT_1 || version.intValue() > FORMAT_2) {
            throw VaultException.unsupported(
                    tenant,
                    "it is of format " + version.asText() + ", this Bulkhead reads formats " + FORMAT_1 + " and "
                            + FORMAT_2 + "; update Bulkhead");
        }
        return version.intValue();
    }

    private static SortedMap<String, String> slots(JsonNode node, TenantId tenant) throws VaultException {
        if (!node.isObject() || node.size() > MOST_SLOTS) {
            throw VaultException.damaged(tenant, "its slots are unreadable");
        }
        var slots = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> slot : node.properties()) {
            if (!SlotName.isValid(slot.getKey())) {
                throw VaultException.damaged(tenant, "a slot of it has an impossible name");
            }
            slots.put(slot.getKey(), compact(slot.getValue(), LONGEST_SLOT, tenant));
        }
        return slots;
    }

    private static String compact(JsonNode node, int longest, TenantId tenant) throws VaultException {
        String value = node.textValue();
        if (value == null
                || value.isEmpty()
                || value.length() > longest
                || !COMPACT.matcher(value).matches()) {
            throw VaultException.damaged(tenant, "a part of it is not a JWE");
        }
        return value;
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** @param sealKey null in format 1 alone */
    VaultFile withBody(String newBody, @Nullable SecretBytes sealKey) {
        String newSeal = sealKey == null ? "" : sealOf(newBody, sealKey);
        return new VaultFile(version, tenant, slots, keys, newBody, newSeal);
    }

    /** Refuses a body that was not sealed by somebody who could open this vault. */
    void requireSeal(SecretBytes sealKey) throws VaultException {
        byte[] expected = sealOf(body, sealKey).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.US_ASCII))) {
            throw VaultException.damaged(tenant, "it was put together outside of Bulkhead");
        }
    }

    private static String sealOf(String body, SecretBytes sealKey) {
        byte[] sum = sealKey.use(key -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac.doFinal(body.getBytes(StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
            }
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    }

    /**
     * Returns what binds the body to its slots: SHA-256 over {@code name LF slot LF} of each, by name, in format 2 with
     * {@code key LF} behind each (empty where it has none); in base64url.
     */
    String slotsHash() {
        var text = new StringBuilder();
        slots.forEach((name, slot) -> {
            text.append(name).append('\n').append(slot).append('\n');
            if (version != FORMAT_1) {
                text.append(keys.getOrDefault(name, "")).append('\n');
            }
        });
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    byte[] toBytes() {
        ObjectNode root = JSON.createObjectNode().put("v", version).put("tenant", tenant.value());
        ObjectNode slotsNode = root.putObject("slots");
        slots.forEach(slotsNode::put);
        if (version != FORMAT_1) {
            ObjectNode keysNode = root.putObject("keys");
            keys.forEach(keysNode::put);
            root.put("seal", seal);
        }
        root.put("body", body);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can be written", e);
        }
    }
}
