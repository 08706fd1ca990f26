package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.audit.timestamp.Timestamp;
import dev.bulkhead.daemon.audit.timestamp.TimestampRoot;
import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of timestamps: {@code <seq>.note}, a checkpoint, and {@code <seq>.tsr}, what an authority said of it. The stream's own lies
 * beside its segments. Holds nothing open; one thread writes at a time.
 */
final class Timestamps {
    private static final Pattern RESPONSE = Pattern.compile("([1-9][0-9]{0,17})\\.tsr");
    private static final int MOST_BYTES = 1 << 16;

    private final Path folder;

    Timestamps(Path folder) {
        this.folder = folder;
    }

    /** Keeps that {@code timestamp} was given to the checkpoint {@code note}. */
    void keep(Checkpoint.Signed note, Timestamp timestamp) throws IOException {
        BulkheadHome.privateFolder(folder);
        long seq = note.checkpoint().size();
        DurableFile.replace(folder.resolve(seq + ".note"), note.note().getBytes(StandardCharsets.UTF_8));
        DurableFile.replace(folder.resolve(seq + ".tsr"), timestamp.response());
    }

    /** Returns the responses by the rows that their checkpoints end with. */
    private NavigableMap<Long, Path> responses() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Matcher name = RESPONSE.matcher(String.valueOf(file.getFileName()));
                    if (name.matches()) {
                        found.put(Long.parseLong(name.group(1)), file);
                    }
                }
            }
        }
        return found;
    }

    boolean isEmpty() throws IOException {
        return responses().isEmpty();
    }

    /** Returns both files of each, of rows behind {@code seq}. */
    List<Path> filesBehind(long seq) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<Long, Path> response : responses().tailMap(seq, false).entrySet()) {
            files.add(response.getValue());
            files.add(folder.resolve(response.getKey() + ".note"));
        }
        return files;
    }

    /** Returns when the newest was kept, and of which row; empty where there is none. */
    Optional<Newest> newest() throws IOException {
        NavigableMap<Long, Path> all = responses();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Newest(
                        all.lastKey(),
                        Files.getLastModifiedTime(all.lastEntry().getValue()).toInstant()));
    }

    /** The newest timestamp that is there, before anybody has verified it. */
    record Newest(long seq, Instant kept) {}

    /** Takes timestamps one by one. */
    interface Reader {
        void timestamp(Checkpoint.Signed note, Timestamp timestamp);
    }

    /**
     * Reads and verifies each.
     *
     * @return a sentence for each that does not hold
     */
    List<String> read(TimestampRoot root, Reader reader) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Long, Path> response : responses().entrySet()) {
            try {
                byte[] text = bounded(folder.resolve(response.getKey() + ".note"));
                Checkpoint.Signed note = Checkpoint.parse(new String(text, StandardCharsets.UTF_8))
                        .orElseThrow(() -> new IOException("it is about no checkpoint"));
                reader.timestamp(note, Timestamp.verified(bounded(response.getValue()), text, root));
            } catch (IOException e) {
                wrong.add("the timestamp of row " + response.getKey() + ": " + e.getMessage());
            }
        }
        return wrong;
    }

    private static byte[] bounded(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        }
    }
}
