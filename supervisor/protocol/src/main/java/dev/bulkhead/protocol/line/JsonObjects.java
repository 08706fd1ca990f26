package dev.bulkhead.protocol.line;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into objects and arrays of a line that a {@link RpcScanner} has checked. Stateless. */
public final class JsonObjects {
    private static final int MAX_ELEMENTS = 10_000;

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
}
