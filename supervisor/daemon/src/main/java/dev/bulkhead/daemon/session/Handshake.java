package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.protocol.mcp.McpRevision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host said about itself, kept so that a new tenant server can be told (after the lobby, a crash, a halt): its
 * {@code initialize}, {@code notifications/initialized} and log level, under ids that no host's id can meet.
 *
 * <p>Safe for any thread.
 */
final class Handshake {
    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private final String nonce;
    private byte @Nullable [] initialize;
    private byte @Nullable [] initialized;
    private @Nullable String level;
    private String revision = "";
    private Set<McpList> declared = Set.of();
    private boolean forms;
    private long replays;

    /** @param nonce random: what makes our ids unguessable */
    Handshake(String nonce) {
        this.nonce = nonce;
    }

    /**
     * Returns what is wrong with an {@code initialize} (MCP, lifecycle), "" when nothing: what a tenant server would not take must
     * not be answered with a success, since it is told by replay, and its refusal is for nobody.
     *
     * @param whole the line
     */
    static String problem(RpcLine line, Span whole) {
        Span version = line.inner("protocolVersion");
        if (version == null || version.first() != '"') {
            return "initialize needs params.protocolVersion, a string";
        }
        for (String name : List.of("capabilities", "clientInfo")) {
            Span value = line.inner(name);
            if (value != null && value.first() != '{') {
                return "params." + name + " of initialize is not an object";
            }
        }
        try {
            JsonObjects.requireDistinctKeys(whole);
            return "";
        } catch (IllegalArgumentException e) {
            return "initialize: " + e.getMessage();
        }
    }

    /**
     * Keeps the host's {@code initialize}, which has no {@link #problem}, and returns the revision to answer it with.
     *
     * @param declares the lists whose changes it is told that it will hear of
     */
    synchronized String initialize(RpcLine line, byte[] bytes, int start, int length, Set<McpList> declares) {
        declared = declares;
        Span asked = line.inner("protocolVersion");
        revision = McpRevision.negotiate(asked == null ? "" : asked.text());
        initialize = withOurId(line, bytes, start, length);
        initialized = null;
        forms = showsForms(line.inner("capabilities"));
        return revision;
    }

    synchronized void initialized(byte[] bytes, int start, int length) {
        initialized = Arrays.copyOfRange(bytes, start, start + length + 1);
    }

    /** Keeps the level of the host's {@code logging/setLevel}; returns false, and keeps nothing, when it names none. */
    synchronized boolean logLevel(RpcLine line) {
        Span wanted = line.inner("level");
        if (wanted == null || wanted.first() != '"' || !LEVELS.contains(wanted.text())) {
            return false;
        }
        level = wanted.text();
        return true;
    }

    /** Returns whether the host takes log messages of {@code wanted}: of the legacy era alone, which has no other way. */
    synchronized boolean mayLog(String wanted) {
        return initialized != null && (level == null || LEVELS.indexOf(wanted) >= LEVELS.indexOf(level));
    }

    /** Returns whether the host said that it can show forms. */
    synchronized boolean hasForms() {
        return initialized != null && forms;
    }

    /** "elicitation": {} means forms; with modes named, they must be among them (MCP 2025-11-25, elicitation). */
    private static boolean showsForms(@Nullable Span capabilities) {
        try {
            Span elicitation = JsonObjects.member(capabilities, "elicitation");
            return elicitation != null
                    && elicitation.first() == '{'
                    && (JsonObjects.member(elicitation, "form") != null
                            || JsonObjects.member(elicitation, "url") == null);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns an id for a request of ours, which no host's and no server's id can meet. */
    String ownId(String name) {
        return nonce + name;
    }

    /** The revision that was negotiated; "" before {@code initialize}. */
    synchronized String revision() {
        return revision;
    }

    synchronized boolean isInitialized() {
        return initialized != null;
    }

    /** Returns whether the host is one of the legacy era that was told that it will hear of changes of {@code list}. */
    synchronized boolean hearsOf(McpList list) {
        return initialized != null && declared.contains(list);
    }

    /** Returns whether {@code idKey} is of a message that we replayed: its answer is for nobody. */
    boolean isOurs(String idKey) {
        return idKey.startsWith("s:" + nonce);
    }

    /** Returns the lines that tell a new tenant server what the host has said so far. */
    synchronized List<byte[]> replay() {
        List<byte[]> lines = new ArrayList<>();
        for (byte[] line : new byte[][] {initialize, initialized}) {
            if (line != null) {
                lines.add(line);
            }
        }
        if (level != null) {
            lines.add(request("logging/setLevel", "\"level\":\"" + level + "\""));
        }
        return lines;
    }

    /** Returns a request of ours, with its LF, whose answer is for nobody; {@code params} is the inside of a JSON object. */
    synchronized byte[] request(String method, String params) {
        return Composer.line("{\"jsonrpc\":\"2.0\",\"id\":\"" + nonce + replays++ + "\",\"method\":\"" + method
                + "\",\"params\":{" + params + "}}");
    }

    private byte[] withOurId(RpcLine line, byte[] bytes, int start, int length) {
        Span id = line.id();
        if (id == null) {
            throw new IllegalArgumentException("only requests are replayed");
        }
        byte[] ours = ("\"" + nonce + replays++ + "\"").getBytes(StandardCharsets.US_ASCII);
        byte[] copy = new byte[length - id.length() + ours.length + 1];
        int before = id.start() - start;
        System.arraycopy(bytes, start, copy, 0, before);
        System.arraycopy(ours, 0, copy, before, ours.length);
        System.arraycopy(bytes, id.end(), copy, before + ours.length, start + length - id.end());
        copy[copy.length - 1] = '\n';
        return copy;
    }
}
