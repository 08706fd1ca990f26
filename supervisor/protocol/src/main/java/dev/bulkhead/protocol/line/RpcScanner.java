package dev.bulkhead.protocol.line;

import dev.bulkhead.protocol.line.RpcLine.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Scans one JSON-RPC line (JSON-RPC 2.0; MCP basic, messages): the whole line is checked to be strict JSON, and only the keys
 * of the top level and of {@code params} or {@code result} are looked at.
 *
 * <p>Refused as invalid: no JSON (-32700); a key repeated at these levels, a byte order mark, a NUL, no UTF-8, a nesting over
 * 256, and an id that is null, fractional, or over 256 bytes (-32600). One thread uses a scanner; its {@link RpcLine} is
 * reused.
 */
public final class RpcScanner {
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;

    private final JsonCheck check = new JsonCheck();
    private final RpcLine line = new RpcLine();

    /** Scans the {@code length} bytes at {@code start}, a line without its LF. */
    public RpcLine scan(byte[] b, int start, int length) {
        line.kind = Kind.INVALID;
        line.id = null;
        line.method = "";
        line.problem = "";
        line.errorCode = 0;
        line.length = length;
        line.scannedAt = System.nanoTime();
        line.top.reset(b);
        line.inner.reset(b);
        try {
            read(b, start, start + length);
        } catch (JsonCheck.Problem e) {
            line.kind = Kind.INVALID;
            line.errorCode = e.ambiguous ? INVALID_REQUEST : PARSE_ERROR;
            line.problem = String.valueOf(e.getMessage());
            keepIdIfPlain();
        }
        return line;
    }

    private void read(byte[] b, int start, int end) throws JsonCheck.Problem {
        if (end - start >= 3 && b[start] == (byte) 0xef && b[start + 1] == (byte) 0xbb && b[start + 2] == (byte) 0xbf) {
            throw JsonCheck.Problem.ambiguous("the line begins with a byte order mark");
        }
        int i = JsonCheck.skipSpace(b, start, end);
        if (i < end && b[i] == '[') {
            onlySpaceAfter(b, check.value(b, i, end, 0), end);
            line.kind = Kind.BATCH;
            return;
        }
        if (i >= end || b[i] != '{') {
            int after = check.value(b, i, end, 0);
            onlySpaceAfter(b, after, end);
            throw JsonCheck.Problem.ambiguous("a message is a JSON object");
        }
        onlySpaceAfter(b, JsonMembers.read(check, b, i, end, 0, line.top, "the message"), end);
        Span version = line.top.get("jsonrpc");
        // The string: a number of the same look is another version to a parser that knows types.
        if (version == null || version.first() != '"' || !version.text().equals("2.0")) {
            throw JsonCheck.Problem.ambiguous("\"jsonrpc\" is not \"2.0\"");
        }
        classify(b);
    }

    private void classify(byte[] b) throws JsonCheck.Problem {
        Span method = line.top.get("method");
        Span result = line.top.get("result");
        Span error = line.top.get("error");
        Span id = line.top.get("id");
        if (method == null) {
            if ((result == null) == (error == null)) {
                throw JsonCheck.Problem.ambiguous("a message has a method, a result or an error");
            }
            checkId(id, error != null);
            line.kind = Kind.RESPONSE;
            readInner(b, result);
            return;
        }
        if (result != null || error != null) {
            throw JsonCheck.Problem.ambiguous("a message cannot have a method and a result");
        }
        if (method.first() != '"' || method.length() > 258) {
            throw JsonCheck.Problem.ambiguous("the method is not a string of up to 256 bytes");
        }
        line.method = method.text();
        if (id != null) {
            checkId(id, false);
        }
        Span params = line.top.get("params");
        if (params != null && params.first() != '{') {
            throw JsonCheck.Problem.ambiguous("params is not an object");
        }
        readInner(b, params);
        line.kind = id == null ? Kind.NOTIFICATION : Kind.REQUEST;
    }

    private void readInner(byte[] b, @Nullable Span object) throws JsonCheck.Problem {
        if (object != null && object.first() == '{') {
            JsonMembers.read(check, b, object.start(), object.end(), 1, line.inner, "params");
        }
    }

    /** MCP: an id is a string or an integer, never null; null stands only in an error about a line without a readable id. */
    private void checkId(@Nullable Span id, boolean nullAllowed) throws JsonCheck.Problem {
        if (id == null) {
            throw JsonCheck.Problem.ambiguous("a response has an id");
        }
        if (!RpcLine.isShort(id)) {
            throw JsonCheck.Problem.ambiguous("the id is longer than " + RpcLine.MAX_ID + " bytes");
        }
        if (id.is("null") && nullAllowed) {
            return;
        }
        if (!isPlainId(id)) {
            throw JsonCheck.Problem.ambiguous("the id is neither a string nor an integer");
        }
        line.id = id;
    }

    private static boolean isPlainId(Span id) {
        byte first = id.first();
        if (first == '"') {
            return true;
        }
        if (first != '-' && (first < '0' || first > '9') || id.is("-0")) {
            return false;
        }
        for (int i = id.start() + 1; i < id.end(); i++) {
            byte c = id.bytes()[i];
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** So that the error can be matched by the host: an id that was read before the problem, when it is a good one. */
    private void keepIdIfPlain() {
        Span id = line.top.get("id");
        line.id = id != null && RpcLine.isShort(id) && isPlainId(id) ? id : null;
    }

    private static void onlySpaceAfter(byte[] b, int at, int end) throws JsonCheck.Problem {
        int i = JsonCheck.skipSpace(b, at, end);
        if (i < end) {
            throw JsonCheck.Problem.noJson("something stands behind the message", i);
        }
    }
}
