package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of checkpoints, one note behind the other with an empty line between: the state's own, and a tenant's anchor. Holds nothing
 * open; its holder sees to it that one thread appends at a time.
 */
final class NoteLog {
    /** The last note is looked for in this many bytes. */
    private static final int TAIL = 4_096;

    private final Path file;

    NoteLog(Path file) {
        this.file = file;
    }

    /** Appends {@code notes}, and brings them to the disk. */
    void append(List<String> notes) throws IOException {
        BulkheadHome.privateFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", notes) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    /** Takes notes one by one. */
    interface Reader {
        void note(Checkpoint.Signed note);
    }

    /**
     * Reads every note.
     *
     * @return how many pieces are no notes; one at the end may be what a stop in the middle of a write has left
     */
    int read(Reader reader) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(lines, reader);
        }
    }

    private static int read(BufferedReader lines, Reader reader) throws IOException {
        int unreadable = 0;
        StringBuilder note = new StringBuilder();
        boolean signed = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            boolean isSignature = line.startsWith(Checkpoint.SIGNATURE);
            if (signed && !isSignature) {
                unreadable += take(note, reader);
                signed = false;
            }
            signed |= isSignature;
            if (!line.isEmpty() || !note.isEmpty()) {
                note.append(line).append('\n');
            }
            if (note.length() > TAIL) {
                note.setLength(0);
                unreadable++;
            }
        }
        return note.isEmpty() ? unreadable : unreadable + take(note, reader);
    }

    private static int take(StringBuilder text, Reader reader) {
        Optional<Checkpoint.Signed> note = Checkpoint.parse(text.toString());
        note.ifPresent(reader::note);
        text.setLength(0);
        return note.isPresent() ? 0 : 1;
    }

    /** Returns the last note that can be read, of the end of the file alone. */
    Optional<Checkpoint.Signed> last() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] tail;
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long length = open.length();
            tail = new byte[(int) Math.min(TAIL, length)];
            open.seek(length - tail.length);
            open.readFully(tail);
        }
        List<Checkpoint.Signed> notes = new ArrayList<>();
        // It may begin in the middle of a note, or of a letter: what cannot be read is left out.
        read(new BufferedReader(new java.io.StringReader(new String(tail, StandardCharsets.UTF_8))), notes::add);
        return notes.isEmpty() ? Optional.empty() : Optional.of(notes.getLast());
    }
}
