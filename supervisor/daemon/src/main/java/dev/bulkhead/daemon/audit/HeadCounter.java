package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The newest row of a stream, outside its database: {@code state/heads/<tenant>}, so that cutting off the newest rows is seen. One line
 * of one length, written in place after each commit: microseconds, since nothing waits for the disk.
 *
 * <p>It survives the end of every process as the row does; after a power cut it may be older than the rows, or newer than
 * those that were not flushed yet: hence the boot in which it was written. Belongs to the stream's lock, but for {@link #read}.
 */
final class HeadCounter implements AutoCloseable {
    private static final String VERSION = "bulkhead-head-1";
    private static final Pattern LINE =
            Pattern.compile("(" + VERSION + " ([0-9]{19}) ([0-9a-f]{64}) ([0-9]{19}) (\\S{36}) )([0-9a-f]{8})\\n");
    private static final int DIGITS = 19;
    private static final int LENGTH = VERSION.length() + 1 + (DIGITS + 1) + 65 + (DIGITS + 1) + 37 + 9;
    private static final int TRIES = 5;

    private final Path file;
    private final String boot;

    /** Written at each row: made once. */
    private final ByteBuffer line = ByteBuffer.allocateDirect(LENGTH);

    private final CRC32 sum = new CRC32();
    private @Nullable FileChannel channel;
    private long flushed;

    /**
     * What the line says.
     *
     * @param flushed the row up to which everything was brought to the disk
     * @param boot in which run of the machine it was written
     */
    record Mark(AuditHead head, long flushed, String boot) {}

    /** @param boot of now: 36 characters without a blank */
    HeadCounter(Path file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    /** Returns what was written last; empty where there is none, or none that can be read. Safe for any thread. */
    static Optional<Mark> read(Path file) throws IOException {
        // Whoever writes may be in the middle of it.
        for (int i = 0; i < TRIES && Files.exists(file); i++) {
            Matcher line = LINE.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
            if (line.matches() && line.group(6).equals(check(line.group(1)))) {
                return Optional.of(new Mark(
                        new AuditHead(Long.parseLong(line.group(2)), line.group(3)),
                        Long.parseLong(line.group(4)),
                        line.group(5)));
            }
        }
        return Optional.empty();
    }

    private static String check(String line) {
        CRC32 sum = new CRC32();
        sum.update(line.getBytes(StandardCharsets.US_ASCII));
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    boolean isOfThisBoot(Mark mark) {
        return mark.boot().equals(boot);
    }

    /** Takes note of the newest row. */
    void write(AuditHead head) throws IOException {
        line.clear();
        put(VERSION).put((byte) ' ');
        digits(head.seq()).put((byte) ' ');
        put(head.entryHash()).put((byte) ' ');
        digits(flushed).put((byte) ' ');
        put(boot).put((byte) ' ');
        sum.reset();
        sum.update(line.duplicate().flip());
        for (int shift = 28; shift >= 0; shift -= 4) {
            line.put((byte) Character.forDigit((int) (sum.getValue() >> shift) & 0xf, 16));
        }
        line.put((byte) '\n').flip();
        if (open().write(line, 0) != LENGTH) {
            throw new IOException("the head counter " + file + " was written in part");
        }
    }

    private ByteBuffer put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            line.put((byte) ascii.charAt(i));
        }
        return line;
    }

    private ByteBuffer digits(long number) {
        long left = number;
        for (int i = line.position() + DIGITS - 1; i >= line.position(); i--) {
            line.put(i, (byte) ('0' + left % 10));
            left /= 10;
        }
        return line.position(line.position() + DIGITS);
    }

    private FileChannel open() throws IOException {
        FileChannel now = channel;
        if (now == null) {
            BulkheadHome.privateFolder(Objects.requireNonNull(file.getParent()));
            now = FileChannel.open(BulkheadHome.privateFile(file), StandardOpenOption.WRITE);
            now.truncate(LENGTH);
            channel = now;
        }
        return now;
    }

    /** The rows up to {@code seq} are on the disk; said with the next row. */
    void flushed(long seq) {
        flushed = Math.max(flushed, seq);
    }

    @Override
    public void close() throws IOException {
        FileChannel was = channel;
        channel = null;
        if (was != null) {
            was.close();
        }
    }
}
