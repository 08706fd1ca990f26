package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpRevision;
import dev.bulkhead.tenantserver.bridge.Envelope;
import dev.bulkhead.tenantserver.bridge.Messages;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which era a process of an upstream speaks, beginning with the host's own: a server that speaks both is spoken to in
 * the host's. Nothing but {@code initialize} and {@code server/discover} is sent, since servers pin an era at the first other
 * message (supervisor/docs/eras.md). One thread at a time.
 */
final class Handshake {
    /** A server that is silent for so long does not know {@code server/discover}. One that was known to be modern gets longer. */
    private static final long SILENCE_MILLIS = 2_000;

    private static final long PATIENCE_MILLIS = 20_000;

    /** {@code npx} may have to fetch the server first. */
    private static final long LONGEST_MILLIS = 120_000;

    /** What the handshake needs done; the answers to it come back by its methods. */
    interface Steps {
        void send(byte[] line);

        /** Ends the process, and starts another. */
        void respawn();

        /** Calls {@link #silent} with {@code mark} in {@code millis}. */
        void wake(long millis, int mark);

        /** The era is known; {@code result} is a DiscoverResult or an InitializeResult. */
        void ready(boolean isModern, Span result);

        void failed(String why);

        void verdict(String era);
    }

    private final HostSide host;
    private final @Nullable String knownEra;
    private final String own;
    private final Steps steps;

    private boolean hasAskedDiscover;
    private boolean hasAskedInitialize;
    private boolean isDiscoverOpen;
    private boolean hasAskedAgain;
    private boolean isInitializeOpen;
    private boolean hasRespawned;
    private boolean isOver;
    private @Nullable Span lateDiscover;
    private String discoverId = "";
    private String refusal = "";

    Handshake(HostSide host, @Nullable String knownEra, String own, Steps steps) {
        this.host = host;
        this.knownEra = knownEra;
        this.own = own;
        this.steps = steps;
    }

    void start() {
        steps.wake(LONGEST_MILLIS, 0);
        if (isLegacyHost() || "legacy".equals(knownEra)) {
            askInitialize();
        } else {
            askDiscover();
        }
    }

    private boolean isLegacyHost() {
        return host instanceof HostSide.Legacy;
    }

    private void askInitialize() {
        hasAskedInitialize = true;
        isInitializeOpen = true;
        JsonObject params = host instanceof HostSide.Legacy legacy
                ? JsonObject.of(legacy.params())
                : Envelope.initialize(((HostSide.Modern) host).meta());
        steps.send(Messages.request(own + "initialize", "initialize", params));
    }

    private void askDiscover() {
        hasAskedDiscover = true;
        discover(own + "discover");
        boolean hasTime = isLegacyHost() || "modern".equals(knownEra) || hasRespawned;
        steps.wake(hasTime ? PATIENCE_MILLIS : SILENCE_MILLIS, 1);
    }

    /** The server is modern, whatever it says now: it is initialized no more. */
    private void askDiscoverAgain() {
        hasAskedAgain = true;
        discover(own + "discover-again");
        steps.wake(PATIENCE_MILLIS, 3);
    }

    private void discover(String id) {
        discoverId = id;
        isDiscoverOpen = true;
        JsonObject meta = host instanceof HostSide.Modern modern
                ? JsonObject.of(modern.meta())
                : Envelope.meta(((HostSide.Legacy) host).params());
        meta.remove("progressToken"); // Of the host's own first request.
        steps.send(Messages.request(id, "server/discover", new JsonObject().put("_meta", meta)));
    }

    void answer(RpcLine line) {
        if (isOver) {
            return;
        }
        String key = line.idKey();
        if (isDiscoverOpen && key.equals(Messages.textKey(discoverId))) {
            isDiscoverOpen = false;
            discovered(line);
        } else if (isInitializeOpen && key.equals(Messages.textKey(own + "initialize"))) {
            isInitializeOpen = false;
            initialized(line);
        }
    }

    private void discovered(RpcLine line) {
        Span result = line.member("result");
        if (result != null && isDiscoverResult(result)) {
            Span kept = new Span(result.copy(), 0, result.length());
            if (isInitializeOpen) {
                lateDiscover = kept; // What it makes of initialize shows whether it is pinned.
                steps.wake(SILENCE_MILLIS, 2);
            } else {
                modern(kept);
            }
            return;
        }
        Span code = JsonObjects.member(line.member("error"), "code");
        if (code != null && (code.is("-32020") || code.is("-32021") || code.is("-32022"))) {
            refusal = "it speaks MCP 2026-07-28 or later, and refuses us: " + message(line);
            if (!hasAskedAgain && code.is("-32022") && namesOurVersion(line)) {
                askDiscoverAgain();
            } else {
                steps.verdict("modern");
                fail(refusal);
            }
            return;
        }
        if (!hasAskedInitialize) {
            askInitialize();
        } else if (!isInitializeOpen) {
            fail(refusal);
        }
    }

    private void initialized(RpcLine line) {
        Span result = line.member("result");
        if (result != null && JsonObjects.member(result, "capabilities") != null) {
            if (lateDiscover != null && !hasRespawned) {
                unpin();
                return;
            }
            legacy(new Span(result.copy(), 0, result.length()));
            return;
        }
        refusal = "it refuses to initialize: " + message(line);
        Span late = lateDiscover;
        if (late != null) {
            modern(late);
        } else if (!hasAskedDiscover) {
            askDiscover();
        } else if (!isDiscoverOpen) {
            fail(refusal);
        }
    }

    /** It speaks both eras, and was only slow to say so: our {@code initialize} has pinned this process to the wrong one. */
    private void unpin() {
        steps.verdict("modern");
        lateDiscover = null;
        hasAskedInitialize = false;
        hasRespawned = true;
        steps.respawn();
        askDiscover();
    }

    /** The process has ended during the handshake. Some servers do at the first message that they do not know. */
    void ended(String why) {
        if (isOver) {
            return;
        }
        boolean isDiscoverToBlame = isDiscoverOpen && !isLegacyHost() && !hasAskedAgain;
        boolean isInitializeToBlame = isLegacyHost()
                && !hasAskedAgain
                && (!refusal.isEmpty() || (isInitializeOpen && !hasAskedDiscover && "modern".equals(knownEra)));
        isDiscoverOpen = false;
        isInitializeOpen = false;
        if (hasRespawned || (!isDiscoverToBlame && !isInitializeToBlame)) {
            fail(refusal.isEmpty() ? why : refusal + "; " + why);
            return;
        }
        hasRespawned = true;
        steps.respawn();
        if (isDiscoverToBlame) {
            askInitialize();
        } else {
            askDiscover();
        }
    }

    /** Time has passed: {@code mark} says what for. */
    void silent(int mark) {
        if (isOver) {
            return;
        }
        Span late = lateDiscover;
        if (mark == 2 && late != null) {
            modern(late);
        } else if (mark == 1 && isDiscoverOpen && !hasAskedAgain && !hasAskedInitialize) {
            askInitialize();
        } else if (mark == (hasAskedAgain ? 3 : 1) && isDiscoverOpen && !isInitializeOpen) {
            fail(refusal);
        } else if (mark == 0) {
            fail(refusal.isEmpty() ? "it has not answered initialize within " + LONGEST_MILLIS / 1000 + " s" : refusal);
        }
    }

    private void modern(Span result) {
        isOver = true;
        steps.verdict("modern");
        steps.ready(true, result);
    }

    /** A legacy host finds no verdict this way: a server of both eras would be called legacy. */
    private void legacy(Span result) {
        isOver = true;
        if (lateDiscover != null) {
            steps.verdict("modern");
        } else if (!isLegacyHost() && hasAskedDiscover) {
            steps.verdict("legacy");
        }
        steps.ready(false, result);
    }

    private void fail(String why) {
        isOver = true;
        steps.failed(why);
    }

    private static boolean isDiscoverResult(Span result) {
        Span versions = JsonObjects.member(result, "supportedVersions");
        Span capabilities = JsonObjects.member(result, "capabilities");
        return versions != null && versions.first() == '[' && capabilities != null && capabilities.first() == '{';
    }

    /**
     * A server lists the versions that it supports when it refuses one, for the client to choose from and ask again (MCP
     * 2026-07-28, UnsupportedProtocolVersionError).
     */
    private static boolean namesOurVersion(RpcLine line) {
        Span data = JsonObjects.member(line.member("error"), "data");
        return JsonObjects.elements(JsonObjects.member(data, "supported")).stream()
                .anyMatch(version -> version.is('"' + McpRevision.MODERN + '"'));
    }

    private static String message(RpcLine line) {
        Span message = JsonObjects.member(line.member("error"), "message");
        return message == null ? "no reason given" : Shown.of(message.text());
    }
}
