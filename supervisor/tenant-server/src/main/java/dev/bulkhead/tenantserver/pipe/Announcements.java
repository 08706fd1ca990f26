package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.tenantserver.gateway.Announcer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells the supervisor what was learned of the upstreams. Safe for any thread. */
final class Announcements implements Announcer {
    /** For a server that was started by hand. */
    static final Announcer TO_NOBODY = new Announcer() {
        @Override
        public void tools(Set<String> tools, Map<String, String> shortened, Set<String> reading) {}

        @Override
        public void capabilities(String capabilities) {}

        @Override
        public void instructions(String text) {}

        @Override
        public void verdict(String upstream, String id, String era) {}

        @Override
        public void log(String level, String message) {
            System.err.println(level + ": " + message);
        }
    };

    private final ControlWriter control;
    private final Set<String> builtIn;
    private final Fatal fatal;

    Announcements(ControlWriter control, Set<String> builtIn, Fatal fatal) {
        this.control = control;
        this.builtIn = builtIn;
        this.fatal = fatal;
    }

    private interface Message {
        void send() throws IOException;
    }

    private void send(Message message) {
        try {
            message.send();
        } catch (IOException e) {
            fatal.pipeBroken(e);
        }
    }

    @Override
    public void tools(Set<String> tools, Map<String, String> shortened, Set<String> reading) {
        Set<String> all = new TreeSet<>(builtIn);
        all.addAll(tools);
        send(() -> control.tools(all, shortened, reading));
    }

    @Override
    public void capabilities(String capabilities) {
        send(() -> control.capabilities(capabilities));
    }

    @Override
    public void instructions(String text) {
        send(() -> control.instructions(text));
    }

    @Override
    public void verdict(String upstream, String id, String era) {
        send(() -> control.verdict(upstream, id, era));
    }

    @Override
    public void log(String level, String message) {
        send(() -> control.log(level, message));
    }
}
