package dev.bulkhead.protocol.line;

import java.nio.charset.StandardCharsets;

/** Reads an object's members at its own level, each value checked and skipped. Package-private halves of the scanner. */
final class JsonMembers {
    private static final String[] USUAL = {
        "jsonrpc",
        "id",
        "method",
        "params",
        "result",
        "error",
        "name",
        "arguments",
        "_meta",
        "uri",
        "cursor",
        "requestId",
        "protocolVersion",
        "capabilities",
        "clientInfo",
        "level",
        "content",
        "isError",
        "structuredContent",
        "tools",
        "progressToken",
        "progress",
        "total",
        "data",
        "logger",
        "nextCursor",
        "resultType",
        "notifications",
        "inputResponses",
        "requestState",
        "code",
        "message"
    };

    private JsonMembers() {}

    /**
     * Reads the object that starts at {@code at}, inside {@code depth} open levels, into {@code into}.
     *
     * @return the index behind it
     */
    static int read(JsonCheck check, byte[] b, int at, int end, int depth, Members into, String what)
            throws JsonCheck.Problem {
        into.reset(b);
        int i = JsonCheck.skipSpace(b, at + 1, end);
        if (i < end && b[i] == '}') {
            return i + 1;
        }
        while (true) {
            if (i >= end || b[i] != '"') {
                throw JsonCheck.Problem.noJson("a key expected", i);
            }
            int keyEnd = JsonCheck.string(b, i, end);
            String key = key(b, i + 1, keyEnd - 1);
            int value = JsonCheck.skipSpace(b, JsonCheck.colon(b, keyEnd, end), end);
            int valueEnd = check.value(b, value, end, depth + 1);
            if (!into.add(key, value, valueEnd - value)) {
                throw JsonCheck.Problem.ambiguous("a key is repeated in " + what);
            }
            if (into.count() > Members.MAX) {
                throw JsonCheck.Problem.ambiguous("more than " + Members.MAX + " keys in " + what);
            }
            i = JsonCheck.skipSpace(b, valueEnd, end);
            if (i < end && b[i] == '}') {
                return i + 1;
            }
            if (i >= end || b[i] != ',') {
                throw JsonCheck.Problem.noJson("',' or '}' expected", i);
            }
            i = JsonCheck.skipSpace(b, i + 1, end);
        }
    }

    private static String key(byte[] b, int start, int end) throws JsonCheck.Problem {
        int length = end - start;
        if (length > 32 * 1024) {
            throw JsonCheck.Problem.ambiguous("a key is longer than 32 KiB");
        }
        for (String usual : USUAL) {
            if (usual.length() == length && matches(b, start, usual)) {
                return usual;
            }
        }
        for (int i = start; i < end; i++) {
            if (b[i] == '\\') {
                return JsonStrings.decode(b, start, length);
            }
        }
        return new String(b, start, length, StandardCharsets.UTF_8);
    }

    private static boolean matches(byte[] b, int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (b[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
