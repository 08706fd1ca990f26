package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Splice;
import dev.bulkhead.tenantserver.upstream.HostSide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports that one session has opened, and what they are told of its host. Safe for any thread. */
final class Members {
    private final Gateway gateway;
    private final PortOpener opener;
    private final Map<String, Member> open = new LinkedHashMap<>();
    private byte[] initialize = Splice.bytes("{}");
    private @Nullable String logLevel;
    private boolean hasEnded;

    Members(Gateway gateway, PortOpener opener) {
        this.gateway = gateway;
        this.opener = opener;
    }

    /** Keeps the {@code params} of a legacy host's {@code initialize}. */
    synchronized void initialize(byte[] params) {
        initialize = params;
    }

    /** Keeps a legacy host's log level, as JSON, and tells the upstreams that run. */
    void setLevel(String level) {
        List<Member> running;
        synchronized (this) {
            logLevel = level;
            running = all();
        }
        running.forEach(member -> tellLevel(member, level));
    }

    private void tellLevel(Member member, String level) {
        if (member.era() == HostEra.LEGACY) {
            gateway.ask(member, "logging/setLevel", "\"level\":" + level, (line, whole) -> {});
        }
    }

    /** Returns the upstream's port, opened if it was not; null when the session has ended. */
    @Nullable
    Member member(Upstream upstream, HostEra era, byte[] meta) {
        String level;
        Member member;
        synchronized (this) {
            if (hasEnded) {
                return null;
            }
            String key = era + " " + upstream.name();
            Member there = open.get(key);
            if (there != null) {
                return there;
            }
            boolean isModern = era == HostEra.MODERN;
            HostSide side = isModern ? new HostSide.Modern(meta) : new HostSide.Legacy(initialize);
            member = new Member(gateway, upstream, era, side, isModern ? withoutToken(meta) : "", opener);
            open.put(key, member);
            level = logLevel;
        }
        if (level != null) {
            tellLevel(member, level);
        }
        return member;
    }

    /** Requests of ours carry what the host said of itself; its progress token is of one request of its own. */
    private static String withoutToken(byte[] meta) {
        JsonObject object = JsonObject.of(meta);
        object.remove("progressToken");
        byte[] bytes = object.bytes();
        return new Span(bytes, 0, bytes.length).raw();
    }

    synchronized List<Member> all() {
        return List.copyOf(open.values());
    }

    /** Takes out those whose upstream is not there any more, or is another now. */
    synchronized List<Member> takeGone() {
        List<Member> gone = new ArrayList<>();
        open.values().removeIf(member -> {
            Upstream now = gateway.directory().find(member.name());
            boolean isGone = now == null || !now.id().equals(member.upstream().id());
            return isGone && gone.add(member);
        });
        return gone;
    }

    /** Closes all; none is opened after. */
    void end() {
        List<Member> last;
        synchronized (this) {
            hasEnded = true;
            last = all();
            open.clear();
        }
        last.forEach(member -> member.port().close());
    }
}
