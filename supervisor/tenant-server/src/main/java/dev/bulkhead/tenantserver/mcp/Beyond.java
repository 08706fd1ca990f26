package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.gateway.Gateway;
import dev.bulkhead.tenantserver.gateway.HostEra;
import dev.bulkhead.tenantserver.gateway.HostOut;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Tool;
import dev.bulkhead.tenantserver.tool.Toolbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies beyond the built-in tools: the session's gateway to the upstreams, made when there are any. For the thread that reads
 * the lane, but {@link #end} and {@link #isQuiet}, which are for any.
 */
final class Beyond implements HostOut {
    /** Tells the host, in whichever era it listens, that a list is another now. */
    interface Telling {
        void listChanged(McpList list) throws IOException;
    }

    private final Tenant tenant;
    private final Toolbox toolbox;
    private final Session session;
    private final Answers answers;
    private final Upstreams upstreams;
    private final Telling telling;
    private @Nullable Message initialize;
    private @Nullable Message level;
    private volatile @Nullable Gateway gateway;
    private volatile boolean hasEnded;

    Beyond(Tenant tenant, Toolbox toolbox, Session session, Answers answers, Upstreams upstreams, Telling telling) {
        this.tenant = tenant;
        this.toolbox = toolbox;
        this.session = session;
        this.answers = answers;
        this.upstreams = upstreams;
        this.telling = telling;
    }

    private @Nullable Gateway gateway() {
        Gateway there = gateway;
        if (there != null || upstreams.directory().isEmpty()) {
            return there;
        }
        Gateway made = new Gateway(
                tenant.id(),
                answers.serverInfo(),
                upstreams.directory(),
                upstreams.opener(),
                this,
                upstreams.timers().get(),
                name -> session.rights().allows(name),
                prefix -> session.rights().allowsSomeOf(prefix),
                this::ownTools);
        Message first = initialize;
        if (first != null) {
            made.initialize(first.line, first.from, first.to);
        }
        Message kept = level;
        if (kept != null) {
            made.setLevel(kept.line, kept.from, kept.to);
        }
        gateway = made;
        if (hasEnded) {
            made.end();
        }
        return made;
    }

    private List<String> ownTools() {
        List<String> definitions = new ArrayList<>();
        for (Tool tool : toolbox.allowed(session.rights())) {
            definitions.add(tool.definition());
        }
        return definitions;
    }

    void initialize(Message message) {
        initialize = message;
        Gateway there = gateway;
        if (there != null) {
            there.initialize(message.line, message.from, message.to);
        }
    }

    void setLevel(Message message) {
        level = message;
        Gateway there = gateway;
        if (there != null) {
            there.setLevel(message.line, message.from, message.to);
        }
    }

    /** Returns false when no upstream can answer the request. */
    boolean request(Message message, Era era) {
        Gateway there = gateway();
        return there != null
                && there.request(
                        message.line, message.from, message.to, era == Era.MODERN ? HostEra.MODERN : HostEra.LEGACY);
    }

    /** Returns whether the gateway acknowledges the subscription. */
    boolean listen(Message message) {
        Gateway there = gateway();
        if (there != null) {
            there.listen(message.line, message.from, message.to);
        }
        return there != null;
    }

    void notification(Message message) {
        Gateway there = gateway;
        if (there != null) {
            there.notification(message.line, message.from, message.to);
        }
    }

    /** The host's answer to what an upstream asked it. */
    void answer(Message message) {
        Gateway there = gateway;
        if (there != null) {
            there.answer(message.line, message.from, message.to);
        }
    }

    /** In the place of an answer that cannot be read: who asked hears that there is none. */
    void refuseAnswer(String rawId, int code, String why) {
        Gateway there = gateway;
        if (there != null) {
            there.refuseAnswer(rawId, code, why);
        }
    }

    boolean isQuiet() {
        Gateway there = gateway;
        return there == null || there.isQuiet();
    }

    void end() {
        hasEnded = true;
        Gateway there = gateway;
        if (there != null) {
            there.end();
        }
    }

    @Override
    public void line(byte[] bytes, int from, int to) throws IOException {
        answers.line(bytes, from, to);
    }

    @Override
    public void listChanged(McpList list) throws IOException {
        telling.listChanged(list);
    }
}
