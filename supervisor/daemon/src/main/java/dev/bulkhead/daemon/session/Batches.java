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
        private final List<byte[]> answers;

        Batch(Set<String> missing, List<byte[]> answers) {
            this.missing = missing;
            this.answers = new ArrayList<>(answers);
        }
    }

    private final Map<String, Batch> waiting = new HashMap<>();
    private volatile boolean isEmpty = true;

    /**
     * Begins a batch of requests with these ids, each in the form of {@code RpcLine.idKey()}.
     *
     * @param answers what of it is answered already: the errors of its elements that are no messages, without their LF
     * @return those alone, whole and with their LF, when no other answer is to come
     */
    synchronized byte @Nullable [] begin(Set<String> idKeys, List<byte[]> answers) {
        if (idKeys.isEmpty()) {
            return answers.isEmpty() ? null : joined(answers);
        }
        Batch batch = new Batch(idKeys, answers);
        idKeys.forEach(key -> waiting.put(key, batch));
        isEmpty = false;
        return null;
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
        return batch.missing.isEmpty() && !batch.answers.isEmpty() ? joined(batch.answers) : null;
    }

    private static byte[] joined(List<byte[]> answers) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write('[');
        for (byte[] answer : answers) {
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
