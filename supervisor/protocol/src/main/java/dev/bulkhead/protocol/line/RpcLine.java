package dev.bulkhead.protocol.line;

import org.jspecify.annotations.Nullable;

/**
 * What a JSON-RPC line says at its top level and in its {@code params} (or, for a response, its {@code result}): a view into
 * the line's own bytes, valid until the scanner reads the next line.
 */
public final class RpcLine {
    /** What a line is. */
    public enum Kind {
        REQUEST,
        NOTIFICATION,
        RESPONSE,
        /** A JSON array: only revision 2025-03-26 knows it. */
        BATCH,
        /** Not to be passed on: {@link #problem()} says why. */
        INVALID
    }

    /** Longest id, in bytes as they stand in the line, without a string's quotes. */
    public static final int MAX_ID = 256;

    final Members top = new Members();
    final Members inner = new Members();
    Kind kind = Kind.INVALID;

    @Nullable
    Span id;

    String method = "";

    int length;
    long scannedAt;

    int errorCode;
    String problem = "";

    RpcLine() {}

    public Kind kind() {
        return kind;
    }

    /** The id as it stands in the line, or null where there is none that could be read. */
    public @Nullable Span id() {
        return id;
    }

    /**
     * The id in the one form that all spellings of it share: {@code n:7}, {@code s:abc}; "" where there is none. Two ids are
     * the same to any JSON parser if and only if this is.
     */
    public String idKey() {
        Span span = id;
        return span == null ? "" : idKey(span);
    }

    /** Returns the same form of an id that stands elsewhere in a line: {@code requestId}, {@code subscriptionId}. */
    public static String idKey(Span id) {
        return id.first() == '"' ? "s:" + id.text() : "n:" + id.raw();
    }

    /** Returns whether an id has no more than {@link #MAX_ID} bytes. */
    public static boolean isShort(Span id) {
        int quotes = id.first() == '"' ? 2 : 0;
        return id.length() - quotes <= MAX_ID;
    }

    /** The method after unescaping; "" for a response. */
    public String method() {
        return method;
    }

    /** Bytes of the line, without its LF. */
    public int length() {
        return length;
    }

    /** When its scan began, by {@link System#nanoTime}: what its latency is counted from. */
    public long scannedAt() {
        return scannedAt;
    }

    /** The value of a key of the top level. */
    public @Nullable Span member(String key) {
        return top.get(key);
    }

    /** The value of a key of {@code params}, or of {@code result} for a response. */
    public @Nullable Span inner(String key) {
        return inner.get(key);
    }

    /** The JSON-RPC error code for an {@link Kind#INVALID} line: -32700 or -32600. */
    public int errorCode() {
        return errorCode;
    }

    /** Why the line is {@link Kind#INVALID}. Holds nothing of its content. */
    public String problem() {
        return problem;
    }
}
