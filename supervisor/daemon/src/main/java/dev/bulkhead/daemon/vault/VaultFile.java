package dev.bulkhead.daemon.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The outside of a vault file, format 1: whose it is, its slots by name, its body. Nothing in it is secret. Slots of names that
 * this version does not know are kept as they are.
 */
record VaultFile(TenantId tenant, SortedMap<String, String> slots, String body) {
    static final int MOST_BYTES = 16 << 20;

    private static final int VERSION = 1;
    private static final int MOST_SLOTS = 8;
    private static final int LONGEST_SLOT = 8192;
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_.-]*");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    VaultFile {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
    }

    static VaultFile parse(byte[] content, TenantId tenant) throws VaultException {
        JsonNode root = tree(content, tenant);
        requireVersion(root.path("v"), tenant);
        if (!names(root).equals(Set.of("v", "tenant", "slots", "body"))) {
            throw VaultException.damaged(tenant, "its members are not those of format 1");
        }
        if (!tenant.value().equals(root.path("tenant").textValue())) {
            throw VaultException.of(
                    VaultException.Reason.OTHER_TENANT,
                    tenant,
                    "cannot be opened: the file is of another tenant; put each vault back under its own name");
        }
        return new VaultFile(tenant, slots(root.path("slots"), tenant), compact(root.path("body"), MOST_BYTES, tenant));
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

    private static void requireVersion(JsonNode version, TenantId tenant) throws VaultException {
        if (!version.isIntegralNumber()) {
            throw VaultException.damaged(tenant, "the file does not say its version");
        }
        if (!version.canConvertToInt() || version.intValue() != VERSION) {
            throw VaultException.unsupported(
                    tenant,
                    "it is of format " + version.asText() + ", this Bulkhead reads format " + VERSION
                            + "; update Bulkhead");
        }
    }

    private static SortedMap<String, String> slots(JsonNode node, TenantId tenant) throws VaultException {
        if (!node.isObject() || node.size() > MOST_SLOTS) {
            throw VaultException.damaged(tenant, "its slots are unreadable");
        }
        var slots = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> slot : node.properties()) {
            if (!SLOT_NAME.matcher(slot.getKey()).matches()) {
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

    String passphraseSlot() throws VaultException {
        String slot = slots.get(PassphraseSlot.NAME);
        if (slot == null) {
            throw VaultException.unsupported(tenant, "it has no slot for a passphrase; restore it from a backup");
        }
        return slot;
    }

    VaultFile withBody(String newBody) {
        return new VaultFile(tenant, slots, newBody);
    }

    /** Returns what binds the body to its slots: SHA-256 over {@code name LF slot LF} of each, by name, in base64url. */
    String slotsHash() {
        var text = new StringBuilder();
        slots.forEach(
                (name, slot) -> text.append(name).append('\n').append(slot).append('\n'));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    byte[] toBytes() {
        ObjectNode root = JSON.createObjectNode().put("v", VERSION).put("tenant", tenant.value());
        ObjectNode slotsNode = root.putObject("slots");
        slots.forEach(slotsNode::put);
        root.put("body", body);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can be written", e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
