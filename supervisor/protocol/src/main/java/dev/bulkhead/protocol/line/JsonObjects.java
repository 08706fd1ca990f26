package dev.bulkhead.protocol.line;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks into objects and arrays of a line that a {@link RpcScanner} has checked. Stateless. */
public final class JsonObjects {
    private static final int MAX_ELEMENTS = 10_000;
    private static final int MAX_KEYS = 10_000;

    private JsonObjects() {}

    /**
     * Returns the value of {@code key} in {@code object}, or null where there is none or {@code object} is no object.
     *
     * @throws IllegalArgumentException when a key is repeated in it, or it is no JSON
     */
    public static @Nullable Span member(@Nullable Span object, String key) {
        if (object == null || object.first() != '{') {
            return null;
        }
        Members members = new Members();
        try {
            JsonMembers.read(new JsonCheck(), object.bytes(), object.start(), object.end(), 0, members, "an object");
        } catch (JsonCheck.Problem e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return members.get(key);
    }

    /**
     * Returns the elements of {@code array}, which space may surround; empty where it is no array.
     *
     * @throws IllegalArgumentException when there are more than 10,000 of them: each costs more than its bytes
     */
    public static List<Span> elements(@Nullable Span array) {
        List<Span> found = new ArrayList<>();
        if (array == null) {
            return found;
        }
        byte[] b = array.bytes();
        int end = array.end();
        int open = JsonCheck.skipSpace(b, array.start(), end);
        if (open == end || b[open] != '[') {
            return found;
        }
        JsonCheck check = new JsonCheck();
        try {
            int i = JsonCheck.skipSpace(b, open + 1, end);
            while (i < end && b[i] != ']') {
                int after = check.value(b, i, end, 0);
                found.add(new Span(b, i, after - i));
                if (found.size() > MAX_ELEMENTS) {
                    throw new IllegalArgumentException("more than " + MAX_ELEMENTS + " elements");
                }
                i = JsonCheck.skipSpace(b, after, end);
                if (i < end && b[i] == ',') {
                    i = JsonCheck.skipSpace(b, i + 1, end);
                }
            }
        } catch (JsonCheck.Problem e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return found;
    }

    /**
     * Looks at all levels of {@code value}, where a {@link RpcScanner} looks at the outer ones alone.
     *
     * @throws IllegalArgumentException when a key is repeated in one of its objects, or they have more than 10,000 keys together
     */
    public static void requireDistinctKeys(Span value) {
        byte[] b = value.bytes();
        int end = value.end();
        ArrayDeque<Set<String>> open = new ArrayDeque<>();
        int keys = 0;
        int i = value.start();
        while (i < end) {
            switch (b[i]) {
                case '{', '[' -> open.push(new HashSet<>());
                case '}', ']' -> open.pop();
                case '"' -> {
                    int after = endOfString(b, i, end);
                    int next = JsonCheck.skipSpace(b, after, end);
                    if (next < end && b[next] == ':') {
                        if (++keys > MAX_KEYS) {
                            throw new IllegalArgumentException("more than " + MAX_KEYS + " keys");
                        }
                        if (!open.element().add(JsonStrings.decode(b, i + 1, after - i - 2))) {
                            throw new IllegalArgumentException("a key is repeated in one of its objects");
                        }
                    }
                    i = after - 1;
                }
                default -> {
                    // A number, a literal, or what stands between values.
                }
            }
            i++;
        }
    }

    private static int endOfString(byte[] b, int at, int end) {
        try {
            return JsonCheck.string(b, at, end);
        } catch (JsonCheck.Problem e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
