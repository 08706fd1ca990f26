package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.FileProblem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what the supervisor exports to a new file, whole or not at all, its owner's alone; one that is there stays. On a
 * connection and a thread of its own; the outcome comes on the window's thread.
 */
public final class AuditExport {
    private final Dial dial;
    private final Executor window;
    private final Outcome outcome;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** Takes what comes of it; called on the window's thread. */
    public interface Outcome {
        /** What is being done, in the supervisor's words. */
        void progress(String what);

        void done(long events);

        /** Why it was not done. */
        void failed(String why);

        /** There is a file of that name. */
        void exists();
    }

    private AuditExport(Dial dial, Executor window, Outcome outcome) {
        this.dial = dial;
        this.window = window;
        this.outcome = outcome;
    }

    static AuditExport start(Dial dial, Executor window, ObjectNode args, Path file, Outcome outcome) {
        AuditExport export = new AuditExport(dial, window, outcome);
        Thread.ofVirtual().name("exports").start(() -> export.run(args, file));
        return export;
    }

    private void run(ObjectNode args, Path file) {
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            // Its owner's alone from the first moment, where the system has such a thing.
            Path half = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".part");
            try {
                long events = write(args, half);
                // Without REPLACE_EXISTING: what has appeared since stays.
                Files.move(half, file);
                tell(() -> outcome.done(events));
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (FileAlreadyExistsException e) {
            tell(outcome::exists);
        } catch (UncheckedIOException e) {
            tell(() -> outcome.failed(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            tell(() -> outcome.failed(FileProblem.of(e)));
        } catch (ControlRefusedException e) {
            tell(() -> outcome.failed(String.valueOf(e.getMessage())));
        }
    }

    private long write(ObjectNode args, Path half) throws IOException, ControlRefusedException {
        try (ControlClient client = dial.open();
                BufferedWriter lines = Files.newBufferedWriter(half, StandardOpenOption.TRUNCATE_EXISTING)) {
            JsonNode result = client.call("audit.export", args, List.of(), new ControlClient.Progress() {
                @Override
                public void progress(String what) {
                    goOn();
                    tell(() -> outcome.progress(what));
                }

                @Override
                public void item(JsonNode item) {
                    goOn();
                    item.path("lines").forEach(line -> append(lines, line.asText()));
                }
            });
            return result.path("count").asLong();
        }
    }

    private static void append(BufferedWriter lines, String line) {
        try {
            lines.write(line);
            lines.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void goOn() {
        if (cancelled.get()) {
            throw new UncheckedIOException(new IOException("cancelled"));
        }
    }

    private void tell(Runnable what) {
        window.execute(() -> {
            if (!cancelled.get()) {
                what.run();
            }
        });
    }

    /** Nothing of it stays, and no outcome comes. For any thread. */
    public void cancel() {
        cancelled.set(true);
    }
}
