package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.bridge.Messages;
import dev.bulkhead.tenantserver.bridge.Said;
import org.jspecify.annotations.Nullable;

/** What becomes of a host's lines while there is no upstream to take them: they wait, are kept in mind, or are answered at once. */
final class Absent {
    /** Who says it. */
    interface Sentences {
        void tell(byte[] line);

        void dropped(String what);

        /** That the upstream does not run, why, and when it is tried again. */
        String down();
    }

    private final String name;
    private final boolean isModernHost;
    private final Said said;
    private final Sentences sentences;
    private final Waiting waiting = new Waiting();

    Absent(String name, boolean isModernHost, Said said, Sentences sentences) {
        this.name = name;
        this.isModernHost = isModernHost;
        this.said = said;
        this.sentences = sentences;
    }

    /** A line for an upstream that shakes hands. */
    void hold(RpcLine line, byte[] bytes) {
        Span id = line.id();
        switch (line.kind()) {
            case REQUEST -> {
                if (!isModernHost && line.method().equals("ping") && id != null) {
                    sentences.tell(Messages.emptyResult(id.copy()));
                } else if (!waiting.add(new Waiting.Line(line, bytes)) && id != null) {
                    String sentence = "the server '" + name + "' is still starting, and too much waits for it";
                    sentences.tell(Messages.failure(id.copy(), line.method(), isModernHost, sentence));
                }
            }
            case NOTIFICATION -> {
                if (!line.method().equals("notifications/cancelled") || !waiting.cancel(line)) {
                    hold(new Waiting.Line(line, bytes));
                }
                said.cancelListen(Messages.key(line.inner("requestId")));
            }
            case RESPONSE, BATCH, INVALID -> {} // Nothing was asked; what is invalid the supervisor has answered.
        }
    }

    private void hold(Waiting.Line line) {
        if (!waiting.add(line)) {
            sentences.dropped("too much waits for the server: a notification of the host was dropped");
        }
    }

    /** A line for an upstream that is not there: answered at once, but for what it is told when it is back. */
    void whileDown(Waiting.Line held, RpcLine line) {
        byte[] id = held.id;
        if (id == null) {
            said.cancelListen(Messages.key(line.inner("requestId")));
            return;
        }
        if (isModernHost) {
            if (held.method.equals("subscriptions/listen") && said.listen(held.key, held.bytes)) {
                return;
            }
        } else {
            Span level = line.inner("level");
            Span uri = line.inner("uri");
            boolean isLevel = held.method.equals("logging/setLevel") && level != null;
            boolean isUnsubscribe = held.method.equals("resources/unsubscribe") && uri != null;
            if (isLevel && level != null && level.first() == '"') {
                said.level(level.copy());
            }
            if (isUnsubscribe && uri != null) {
                said.unsubscribe(uri.text());
            }
            if (isLevel || isUnsubscribe || held.method.equals("ping")) {
                sentences.tell(Messages.emptyResult(id));
                return;
            }
        }
        sentences.tell(Messages.failure(id, held.method, isModernHost, sentences.down()));
    }

    /** The next line that waited; null when none is left. */
    Waiting.@Nullable Line poll() {
        return waiting.poll();
    }

    /** Nobody will come: what waited is answered. */
    void giveUp(RpcScanner scanner) {
        for (Waiting.Line held = waiting.poll(); held != null; held = waiting.poll()) {
            whileDown(held, scanner.scan(held.bytes, 0, held.bytes.length));
        }
    }
}
