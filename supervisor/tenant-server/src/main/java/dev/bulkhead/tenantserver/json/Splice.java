package dev.bulkhead.tenantserver.json;

import dev.bulkhead.protocol.line.Span;
import java.nio.charset.StandardCharsets;

/** Changes a value inside a line and leaves every other byte as it came. Stateless. */
public final class Splice {
    private Splice() {}

    /** Returns the bytes of {@code whole} with {@code with} in the place of {@code part}, which lies in it. */
    public static byte[] replace(Span whole, Span part, byte[] with) {
        byte[] out = new byte[whole.length() - part.length() + with.length];
        int before = part.start() - whole.start();
        System.arraycopy(whole.bytes(), whole.start(), out, 0, before);
        System.arraycopy(with, 0, out, before, with.length);
        System.arraycopy(whole.bytes(), part.end(), out, before + with.length, whole.end() - part.end());
        return out;
    }

    /** Returns the bytes of {@code whole} with two values changed; they lie apart, in whichever order. */
    public static byte[] replace(Span whole, Span one, byte[] withOne, Span other, byte[] withOther) {
        if (other.start() < one.start()) {
            return replace(whole, other, withOther, one, withOne);
        }
        // From the back, so that the first stays where it is.
        byte[] half = replace(whole, other, withOther);
        Span moved = new Span(half, one.start() - whole.start(), one.length());
        return replace(new Span(half, 0, half.length), moved, withOne);
    }

    /** Returns the bytes of {@code text}, which is JSON. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
