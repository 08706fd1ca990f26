package dev.bulkhead.tenantserver.json;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object to be changed by its members: what is not changed keeps its bytes, the spelling of numbers and keys, and its
 * place. Values are never looked into, so that a big one costs no more than finding its end.
 *
 * <p>Reads only what was checked to be strict JSON before. Where a key is repeated, the first counts, and a change leaves one.
 * One thread uses it.
 */
public final class JsonObject {
    /** Most members: each costs more than its bytes. */
    private static final int MOST = 10_000;

    private static final byte[] NO_BYTES = {};

    private static final class Member {
        final String name;
        final Span key;
        Span value;

        @Nullable
        JsonObject object;

        Member(String name, Span key, Span value) {
            this.name = name;
            this.key = key;
            this.value = value;
        }
    }

    private final List<Member> members = new ArrayList<>();

    /** An object without members. */
    public JsonObject() {}

    /**
     * The object that {@code span} holds.
     *
     * @throws IllegalArgumentException when that is no object, or one of more than 10,000 members
     */
    public JsonObject(Span span) {
        if (span.first() != '{') {
            throw new IllegalArgumentException("an object was expected");
        }
        byte[] b = span.bytes();
        int i = skipSpace(b, span.start() + 1);
        while (b[i] != '}') {
            int key = i;
            i = Json.endOfString(b, i);
            Span keySpan = new Span(b, key, i - key);
            i = skipSpace(b, skipSpace(b, i) + 1);
            int value = i;
            i = endOfValue(b, i, span.end());
            members.add(new Member(keySpan.text(), keySpan, new Span(b, value, i - value)));
            if (members.size() > MOST) {
                throw new IllegalArgumentException("an object of more than " + MOST + " members");
            }
            i = skipSpace(b, i);
            if (b[i] == ',') {
                i = skipSpace(b, i + 1);
            }
        }
    }

    /** The object in {@code bytes}, all of them. */
    public static JsonObject of(byte[] bytes) {
        int start = skipSpace(bytes, 0);
        return new JsonObject(new Span(bytes, start, bytes.length - start));
    }

    /** Text as the bytes of a JSON string. */
    public static byte[] quoted(String text) {
        return JsonStrings.quote(text).getBytes(StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public int size() {
        return members.size();
    }

    /** The name of the member at {@code index}, in the order in which they stand. */
    public String name(int index) {
        return members.get(index).name;
    }

    /** The value of the member at {@code index}. */
    public Span value(int index) {
        return valueOf(members.get(index));
    }

    /** The value of {@code name}, or null where there is none. */
    public @Nullable Span get(String name) {
        Member member = find(name);
        return member == null ? null : valueOf(member);
    }

    /** The text of {@code name}, or null where there is none that is a string. */
    public @Nullable String text(String name) {
        Span value = get(name);
        return value == null || value.first() != '"' ? null : value.text();
    }

    /** The object under {@code name} to be changed in place, or null where there is none that is an object. */
    public @Nullable JsonObject object(String name) {
        Member member = find(name);
        if (member == null || (member.object == null && member.value.first() != '{')) {
            return null;
        }
        if (member.object == null) {
            member.object = new JsonObject(member.value);
        }
        return member.object;
    }

    /** The object under {@code name}; an empty one takes the place of what is no object. */
    public JsonObject needObject(String name) {
        JsonObject found = object(name);
        if (found != null) {
            return found;
        }
        JsonObject made = new JsonObject();
        put(name, made);
        return made;
    }

    /** Sets {@code name} to {@code json}, a value without space around it, at its place or at the end. */
    public JsonObject put(String name, Span json) {
        Member member = find(name);
        if (member == null) {
            byte[] key = quoted(name);
            members.add(new Member(name, new Span(key, 0, key.length), json));
            return this;
        }
        member.value = json;
        member.object = null;
        for (int i = members.size() - 1; members.get(i) != member; i--) {
            if (members.get(i).name.equals(name)) {
                members.remove(i);
            }
        }
        return this;
    }

    public JsonObject put(String name, byte[] json) {
        return put(name, new Span(json, 0, json.length));
    }

    public JsonObject put(String name, JsonObject object) {
        put(name, NO_BYTES);
        Member member = find(name);
        if (member != null) {
            member.object = object;
        }
        return this;
    }

    /** Sets {@code name} to a string. */
    public JsonObject putText(String name, String text) {
        return put(name, quoted(text));
    }

    /** Sets {@code name} to JSON that is written out in ASCII: a number, {@code true}, {@code {}}. */
    public JsonObject putJson(String name, String json) {
        return put(name, json.getBytes(StandardCharsets.US_ASCII));
    }

    /** Removes {@code name}; returns whether it was there. */
    public boolean remove(String name) {
        boolean found = false;
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).name.equals(name)) {
                members.remove(i);
                found = true;
            }
        }
        return found;
    }

    /** Removes {@code name} when it is an object without members. */
    public void removeIfEmpty(String name) {
        JsonObject object = object(name);
        if (object != null && object.isEmpty()) {
            remove(name);
        }
    }

    /** The object as it is now. */
    public byte[] bytes() {
        byte[] out = new byte[length()];
        write(out, 0);
        return out;
    }

    private int length() {
        int length = 2 + Math.max(0, members.size() - 1);
        for (Member member : members) {
            length += member.key.length() + 1;
            length += member.object == null ? member.value.length() : member.object.length();
        }
        return length;
    }

    private int write(byte[] out, int at) {
        int i = at;
        out[i++] = '{';
        boolean isFirst = true;
        for (Member member : members) {
            if (!isFirst) {
                out[i++] = ',';
            }
            isFirst = false;
            i = write(member.key, out, i);
            out[i++] = ':';
            i = member.object == null ? write(member.value, out, i) : member.object.write(out, i);
        }
        out[i++] = '}';
        return i;
    }

    private static int write(Span span, byte[] out, int at) {
        System.arraycopy(span.bytes(), span.start(), out, at, span.length());
        return at + span.length();
    }

    private static Span valueOf(Member member) {
        if (member.object == null) {
            return member.value;
        }
        byte[] bytes = member.object.bytes();
        return new Span(bytes, 0, bytes.length);
    }

    private @Nullable Member find(String name) {
        for (Member member : members) {
            if (member.name.equals(name)) {
                return member;
            }
        }
        return null;
    }

    private static int skipSpace(byte[] b, int at) {
        int i = at;
        while (Json.isSpace(b[i])) {
            i++;
        }
        return i;
    }

    private static int endOfValue(byte[] b, int at, int end) {
        if (b[at] == '"') {
            return Json.endOfString(b, at);
        }
        int i = at;
        if (b[at] != '{' && b[at] != '[') {
            while (i < end && b[i] != ',' && b[i] != '}' && b[i] != ']' && !Json.isSpace(b[i])) {
                i++;
            }
            return i;
        }
        int depth = 0;
        do {
            switch (b[i]) {
                case '"' -> i = Json.endOfString(b, i) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            i++;
        } while (depth > 0);
        return i;
    }
}
