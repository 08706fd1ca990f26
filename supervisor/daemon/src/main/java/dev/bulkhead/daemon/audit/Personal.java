package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a row because it may name a person: the row commits to it by a hash, so that it can be taken away later
 * and not be exchanged.
 *
 * @param subjectRef finds whom it is about without opening it; null where nobody was signed in when it was written
 * @param salt 32 random bytes in hex, so that what was taken away cannot be guessed from the hash that stays
 * @param form how {@code content} is to be read: {@link #JWE} or {@link #JSON}
 * @param content a compact JWE, or JSON in clear that names nobody
 */
public record Personal(@Nullable String subjectRef, String salt, String form, String content) {
    /** Sealed: whoever has the tenant's vault opens it. */
    public static final String JWE = "jwe";

    /** In clear, for every verifier. */
    public static final String JSON = "json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * What it says, opened.
     *
     * @param subject who it was about, as the tenant knows them
     * @param peer the process and its whole executable at the other end
     * @param detail one sentence for the reader
     */
    public record Opened(
            @Nullable String subject,
            @Nullable String peer,
            @Nullable String detail) {
        /** Nothing personal. */
        public static final Opened NOTHING = new Opened(null, null, null);

        boolean isNothing() {
            return subject == null && peer == null && detail == null;
        }

        byte[] toJson() {
            ObjectNode json = MAPPER.createObjectNode();
            put(json, "subject", subject);
            put(json, "peer", peer);
            put(json, "detail", detail);
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        private static void put(ObjectNode json, String name, @Nullable String value) {
            if (value != null) {
                json.put(name, value);
            }
        }

        static Opened ofJson(byte[] json) {
            try {
                JsonNode read = MAPPER.readTree(json);
                return new Opened(text(read, "subject"), text(read, "peer"), text(read, "detail"));
            } catch (JacksonException e) {
                throw new UncheckedIOException("what was sealed is no JSON of ours", e);
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static @Nullable String text(JsonNode json, String name) {
            JsonNode value = json.path(name);
            return value.isTextual() ? value.asText() : null;
        }
    }

    /** Opens what stands beside rows, as far as it can. */
    @FunctionalInterface
    public interface Opener {
        /** Opens nothing that is sealed. */
        Opener NONE = personal -> null;

        /** Returns what the JWE says, or null where it cannot be opened now, or by this key. Safe for any thread. */
        @Nullable
        Opened open(Personal personal);
    }

    /** Returns what it says, or null where it is sealed and {@code opener} cannot open it. */
    public @Nullable Opened read(Opener opener) {
        return form.equals(JSON) ? new Opened(null, null, content) : opener.open(this);
    }
}
