package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads text of someone who may send lines without an end: what is longer than a bound is cut. Stateless. */
final class BoundedLines {
    private static final int LONGEST = 2000;

    private BoundedLines() {}

    /** Hands every line of {@code in} to {@code consumer}, its first 2,000 bytes at most, until the end. */
    static void read(InputStream in, Consumer<String> consumer) throws IOException {
        byte[] part = new byte[4096];
        byte[] line = new byte[LONGEST];
        int length = 0;
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            for (int i = 0; i < read; i++) {
                if (part[i] == '\n') {
                    consumer.accept(new String(line, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else if (length < LONGEST) {
                    line[length++] = part[i];
                }
            }
        }
        if (length > 0) {
            consumer.accept(new String(line, 0, length, StandardCharsets.UTF_8));
        }
    }

    /** Returns {@code line} in one line and within the bound. */
    static String printable(String line) {
        String cut = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
