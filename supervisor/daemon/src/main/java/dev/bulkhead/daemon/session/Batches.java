package dev.bulkhead.daemon.session;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batches of MCP revision 2025-03-26 (JSON-RPC 2.0, batch): each message of one goes its own way, decided and recorded like any
 * other, and the answers are joined again on their way out. Safe for any thread.
 */
final class Batches {
    private static final class Batch {
        private final Set<String> missing;
        private final List<byte[]> answers = new ArrayList<>();

        Batch(Set<String> missing) {
            this.missing = missing;
        }
    }

    private final Map<String, Batch> waiting = new HashMap<>();
    private volatile boolean isEmpty = true;

    /** Begins a batch of requests with these ids, each in the form of {@code RpcLine.idKey()}. */
    synchronized void begin(Set<String> idKeys) {
        if (idKeys.isEmpty()) {
            return;
        }
        Batch batch = new Batch(idKeys);
        idKeys.forEach(key -> waiting.put(key, batch));
        isEmpty = false;
    }

    /** Whether no answer is awaited by any batch: the usual case, and cheap to ask. */
    boolean isEmpty() {
        return isEmpty;
    }

    synchronized boolean awaits(String idKey) {
        return waiting.containsKey(idKey);
    }

    /** Takes an answer that {@link #awaits}, without its LF; returns the whole batch's, with its LF, once it is the last. */
    synchronized byte @Nullable [] answered(String idKey, byte[] answer) {
        Batch batch = waiting.get(idKey);
        if (batch == null) {
            return null;
        }
        batch.answers.add(answer);
        return done(idKey, batch);
    }

    /** A request was cancelled: its answer does not come. Returns what {@link #answered} does. */
    synchronized byte @Nullable [] cancelled(String idKey) {
        Batch batch = waiting.get(idKey);
        return batch == null ? null : done(idKey, batch);
    }

    private byte @Nullable [] done(String idKey, Batch batch) {
        waiting.remove(idKey);
        batch.missing.remove(idKey);
        isEmpty = waiting.isEmpty();
        if (!batch.missing.isEmpty() || batch.answers.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write('[');
        for (byte[] answer : batch.answers) {
            if (joined.size() > 1) {
                joined.write(',');
            }
            joined.writeBytes(answer);
        }
        joined.write(']');
        joined.write('\n');
        return joined.toByteArray();
    }
}
