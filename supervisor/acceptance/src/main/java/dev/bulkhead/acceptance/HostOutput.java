package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a launcher writes: its lines, in order, until somebody takes them, and its stderr. Safe for any thread. */
final class HostOutput {
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);

    private final List<JsonNode> lines = new ArrayList<>();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final Thread readsOut;
    private final Thread readsErr;
    private boolean ended;
    private String spoilt = "";

    HostOutput(Process process) {
        readsOut = Thread.ofVirtual().start(() -> readLines(process.getInputStream()));
        readsErr = Thread.ofVirtual().start(() -> readErrors(process.getErrorStream()));
    }

    private void readLines(InputStream from) {
        try (InputStream in = new BufferedInputStream(from, 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] part = new byte[1 << 16];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                int start = 0;
                for (int i = 0; i < read; i++) {
                    if (part[i] == '\n') {
                        line.write(part, start, i - start);
                        came(line.toByteArray());
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(part, start, read - start);
            }
        } catch (IOException e) {
            // The launcher was killed: what came before counts.
        } finally {
            finish();
        }
    }

    private synchronized void came(byte[] line) {
        try {
            lines.add(Json.read(line));
        } catch (IOException e) {
            spoilt = "a line that is no JSON: " + new String(line, StandardCharsets.UTF_8);
        }
        notifyAll();
    }

    private synchronized void finish() {
        ended = true;
        notifyAll();
    }

    private void readErrors(InputStream from) {
        try (from) {
            from.transferTo(stderr);
        } catch (IOException e) {
            // The launcher was killed: what came before counts.
        }
    }

    synchronized JsonNode take(String what, Duration limit, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (Iterator<JsonNode> all = lines.iterator(); all.hasNext(); ) {
                JsonNode line = all.next();
                if (wanted.test(line)) {
                    all.remove();
                    return line;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || ended || !spoilt.isEmpty()) {
                throw new AssertionError(what + ": did not come"
                        + (ended ? ", the launcher's output has ended" : " within " + limit.toMillis() + " ms")
                        + (spoilt.isEmpty() ? "" : "; " + spoilt) + "; not taken: " + cut(lines) + "; stderr: "
                        + stderr());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(what + ": interrupted", e);
            }
        }
    }

    private static String cut(List<JsonNode> lines) {
        String all = lines.toString();
        return all.length() > 2000 ? all.substring(0, 2000) + "…" : all;
    }

    synchronized List<JsonNode> untaken() {
        return new ArrayList<>(lines);
    }

    String stderr() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    /** Waits until all that the launcher wrote has been read; for after its end. */
    void awaitEnd() {
        try {
            readsOut.join(READ_LIMIT);
            readsErr.join(READ_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
