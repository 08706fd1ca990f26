package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpRevision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host said about itself, kept so that a new tenant server can be told (after the lobby, a crash, a halt): its
 * {@code initialize}, {@code notifications/initialized} and log level, under ids that no host's id can meet.
 *
 * <p>Safe for any thread.
 */
final class Handshake {
    private final String nonce;
    private byte @Nullable [] initialize;
    private byte @Nullable [] initialized;
    private byte @Nullable [] logLevel;
    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private String revision = "";
    private String level = "debug";
    private boolean forms;
    private long replays;

    /** @param nonce random: what makes our ids unguessable */
    Handshake(String nonce) {
        this.nonce = nonce;
    }

    /** Keeps the host's {@code initialize} and returns the revision to answer it with. */
    synchronized String initialize(RpcLine line, byte[] bytes, int start, int length) {
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

    synchronized void logLevel(RpcLine line, byte[] bytes, int start, int length) {
        logLevel = withOurId(line, bytes, start, length);
        Span wanted = line.inner("level");
        level = wanted == null ? level : wanted.text();
    }

    /** Returns whether the host takes log messages of {@code wanted}: of the legacy era alone, which has no other way. */
    synchronized boolean mayLog(String wanted) {
        return initialized != null && LEVELS.indexOf(wanted) >= LEVELS.indexOf(level);
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

    /** Returns whether {@code idKey} is of a message that we replayed: its answer is for nobody. */
    boolean isOurs(String idKey) {
        return idKey.startsWith("s:" + nonce);
    }

    /** Returns the lines that tell a new tenant server what the host has said so far. */
    synchronized List<byte[]> replay() {
        List<byte[]> lines = new ArrayList<>();
        for (byte[] line : new byte[][] {initialize, initialized, logLevel}) {
            if (line != null) {
                lines.add(line);
            }
        }
        return lines;
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
