package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.ProxyRequest.Field;
import dev.bulkhead.daemon.egress.ProxyRequest.Forward;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts credentials into the requests of one upstream, in the place of what stands for them: in the one header, towards the one
 * destination. Anywhere else it is a leak. Immutable, safe for any thread.
 */
final class Injector {
    private static final Pattern BASIC = Pattern.compile("(?i)(basic +)([A-Za-z0-9+/]+=*)");

    /** What is shorter would be found everywhere. */
    private static final int SHORTEST_ECHO = 6;

    private final List<Injection> injections;

    Injector(List<Injection> injections) {
        this.injections = List.copyOf(injections);
    }

    /** What becomes of one request. */
    sealed interface Outcome {
        /** It goes on. The credentials are for looking whether the answer holds them. */
        record Ready(byte[] head, List<byte[]> credentials) implements Outcome, AutoCloseable {
            @Override
            public void close() {
                Arrays.fill(head, (byte) 0);
                credentials.forEach(credential -> Arrays.fill(credential, (byte) 0));
            }
        }

        /** It holds what stands for a credential in a place that is none for it. */
        record Leak(String secret) implements Outcome {}

        /** Its credential cannot be had now. */
        record Locked(Refusal refusal) implements Outcome {}
    }

    /** Returns whether the requests to {@code destination} have to be seen, whatever they come in. */
    boolean isFor(Destination destination) {
        return injections.stream().anyMatch(injection -> injection.isFor(destination));
    }

    /** What must not be seen in a body, or in a tunnel. */
    WordSearch placeholders() {
        return new WordSearch(injections.stream()
                .map(injection -> injection.placeholder().getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    /** Returns the name of a secret whose placeholder stands in {@code head} where it does not belong. */
    Optional<String> misplaced(ProxyRequest request, byte[] head) {
        String came = new String(head, StandardCharsets.ISO_8859_1);
        for (Injection injection : injections) {
            int allowed = 0;
            if (request instanceof Forward forward) {
                for (Field field : forward.fields()) {
                    boolean belongs = injection.belongs(forward.destination(), field.name());
                    if (!belongs && basic(field.value()).contains(injection.placeholder())) {
                        return Optional.of(injection.secret());
                    }
                    allowed += belongs ? count(field.value(), injection.placeholder()) : 0;
                }
            }
            if (count(came, injection.placeholder()) > allowed) {
                return Optional.of(injection.secret());
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what of {@code request} goes to the origin.
     *
     * @param head as it came, with what does not go on
     */
    Outcome into(Forward request, byte[] head) {
        Optional<String> misplaced = misplaced(request, head);
        if (misplaced.isPresent()) {
            return new Outcome.Leak(misplaced.get());
        }
        List<Injection> used = injections.stream()
                .filter(injection -> request.fields().stream()
                        .filter(field -> injection.belongs(request.destination(), field.name()))
                        .anyMatch(field -> field.value().contains(injection.placeholder())
                                || basic(field.value()).contains(injection.placeholder())))
                .toList();
        return used.isEmpty()
                ? new Outcome.Ready(request.head().getBytes(StandardCharsets.ISO_8859_1), List.of())
                : with(used, request);
    }

    private static Outcome with(List<Injection> used, Forward request) {
        // Compressed, an answer that holds the credential could not be told from another.
        Forward plain = request.withField(new Field("Accept-Encoding", "identity"));
        byte[] head = plain.head().getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> credentials = new ArrayList<>();
        for (Injection injection : used) {
            Optional<SecretBytes> value = injection.value().get();
            if (value.isEmpty()) {
                return new Outcome.Locked(Refusal.notAllowed(
                        "the secret '" + injection.secret() + "' cannot be had",
                        "sign in, and see 'bulkhead secret list'"));
            }
            try (SecretBytes secret = value.get()) {
                byte[] bytes = secret.use(byte[]::clone);
                if (!isOneLine(bytes)) {
                    Arrays.fill(bytes, (byte) 0);
                    return new Outcome.Locked(Refusal.notAllowed(
                            "the secret '" + injection.secret() + "' holds a control character, which no header may",
                            "set it again without a line break"));
                }
                head = replaced(head, request, injection, bytes);
                if (bytes.length >= SHORTEST_ECHO) {
                    credentials.add(bytes);
                }
            }
        }
        return new Outcome.Ready(head, credentials);
    }

    private static boolean isOneLine(byte[] secret) {
        for (byte b : secret) {
            if ((b >= 0 && b < ' ') || b == 0x7f) {
                return false;
            }
        }
        return secret.length > 0;
    }

    private static byte[] replaced(byte[] head, Forward request, Injection injection, byte[] secret) {
        byte[] placeholder = injection.placeholder().getBytes(StandardCharsets.US_ASCII);
        byte[] replaced = replace(head, placeholder, secret);
        Arrays.fill(head, (byte) 0);
        for (Map.Entry<String, byte[]> each : basics(request, injection).entrySet()) {
            byte[] inside = replace(each.getValue(), placeholder, secret);
            byte[] token = Base64.getEncoder().encode(inside);
            byte[] next = replace(replaced, each.getKey().getBytes(StandardCharsets.US_ASCII), token);
            Arrays.fill(inside, (byte) 0);
            Arrays.fill(token, (byte) 0);
            Arrays.fill(replaced, (byte) 0);
            replaced = next;
        }
        return replaced;
    }

    /** The user and password of a Basic credential (RFC 7617) that hold the placeholder, by what they were written as. */
    private static Map<String, byte[]> basics(Forward request, Injection injection) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (Field field : request.fields()) {
            Matcher matcher = BASIC.matcher(field.value());
            if (injection.belongs(request.destination(), field.name())
                    && basic(field.value()).contains(injection.placeholder())
                    && matcher.matches()) {
                found.put(matcher.group(2), Base64.getDecoder().decode(matcher.group(2)));
            }
        }
        return found;
    }

    /** Returns what is in a Basic credential; "" for any other value. */
    private static String basic(String value) {
        Matcher matcher = BASIC.matcher(value);
        try {
            return matcher.matches()
                    ? new String(Base64.getDecoder().decode(matcher.group(2)), StandardCharsets.ISO_8859_1)
                    : "";
        } catch (IllegalArgumentException e) {
            return ""; // No base64 after all.
        }
    }

    private static int count(String text, String word) {
        int count = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
            count++;
        }
        return count;
    }

    private static byte[] replace(byte[] bytes, byte[] word, byte[] by) {
        Zeroing out = new Zeroing(bytes.length + by.length);
        int from = 0;
        for (int at = WordSearch.indexOf(bytes, word, 0); at >= 0; at = WordSearch.indexOf(bytes, word, from)) {
            out.write(bytes, from, at - from);
            out.writeBytes(by);
            from = at + word.length;
        }
        out.write(bytes, from, bytes.length - from);
        byte[] replaced = out.toByteArray();
        out.zero();
        return replaced;
    }

    private static final class Zeroing extends ByteArrayOutputStream {
        Zeroing(int size) {
            super(size);
        }

        void zero() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
