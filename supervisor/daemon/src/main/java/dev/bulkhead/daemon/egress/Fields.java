package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.ProxyRequest.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a head, read strictly (RFC 9112 §2.2, §5): CRLF alone ends a line, no folded line, no space before the colon, no
 * control character. Immutable.
 */
record Fields(String startLine, List<Field> all) {
    private static final int MOST = 128;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** RFC 9110 §7.6.1, and what older clients send. All of Proxy-* goes too. */
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade");

    private static final Set<String> NEVER_NAMED = Set.of("host", "content-length", "transfer-encoding");

    Fields {
        all = List.copyOf(all);
    }

    /** Reads {@code head}, with the empty line at its end. */
    static Fields read(byte[] head) throws MalformedHeadException {
        // Each byte one character: nothing is decoded, and what goes on is what came.
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r\n\r\n")) {
            throw new MalformedHeadException("the head is cut off");
        }
        String[] lines = text.substring(0, text.length() - 4).split("\r\n", -1);
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            if (line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                throw new MalformedHeadException("a line of the head holds a control character");
            }
        }
        for (int i = 1; i < lines.length; i++) {
            fields.add(field(lines[i]));
        }
        if (fields.size() > MOST) {
            throw new MalformedHeadException("the head has more than " + MOST + " fields");
        }
        return new Fields(lines[0], fields);
    }

    private static Field field(String line) throws MalformedHeadException {
        int colon = line.indexOf(':');
        if (colon < 1 || !isToken(line.substring(0, colon))) {
            throw new MalformedHeadException("a field of the head has no proper name, or is folded over two lines");
        }
        int from = colon + 1;
        int to = line.length();
        while (from < to && isBlank(line.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(line.charAt(to - 1))) {
            to--;
        }
        return new Field(line.substring(0, colon), line.substring(from, to));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || TOKEN_MARKS.indexOf(c) >= 0);
    }

    /**
     * Returns the value of the one field {@code name}.
     *
     * @throws MalformedHeadException when it is there twice, also with the same value
     */
    Optional<String> one(String name) throws MalformedHeadException {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new MalformedHeadException("the field " + name + " is there twice");
        }
        return values.stream().findFirst();
    }

    private List<String> values(String name) {
        return all.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Returns the fields that are meant for the other end. */
    List<Field> endToEnd() throws MalformedHeadException {
        Set<String> named = new HashSet<>();
        for (String value : values("connection")) {
            for (String option : value.split(",", -1)) {
                String name = option.strip().toLowerCase(Locale.ROOT);
                if (NEVER_NAMED.contains(name)) {
                    throw new MalformedHeadException("the field Connection names a field that nobody may remove");
                }
                named.add(name);
            }
        }
        return all.stream()
                .filter(field -> {
                    String name = field.name().toLowerCase(Locale.ROOT);
                    return !HOP_BY_HOP.contains(name) && !named.contains(name) && !name.startsWith("proxy-");
                })
                .toList();
    }
}
