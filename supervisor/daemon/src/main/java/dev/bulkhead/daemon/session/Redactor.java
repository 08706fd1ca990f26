package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds a tenant's credentials in what goes to a host and takes them out. Knows each in the forms that JSON text can give it;
 * values under six bytes are left alone, since they would be found everywhere.
 *
 * <p>Safe for any thread; {@link #close()} waits for lines that are being looked through, then zeroes what it holds.
 */
final class Redactor implements AutoCloseable {
    private static final int SHORTEST = 6;
    private static final char LAST_ASCII = '~';

    private record Pattern(String name, byte[] bytes) {}

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Pattern> patterns = new ArrayList<>();
    private boolean closed;

    /**
     * Knows {@code secrets} and all that {@code before} knows: a server that was started with a credential can still say it
     * when it was replaced or removed.
     */
    Redactor(Map<String, SecretBytes> secrets, Redactor before) {
        this(secrets);
        before.patterns.stream()
                .filter(old -> patterns.stream().noneMatch(own -> Arrays.equals(own.bytes(), old.bytes())))
                .map(old -> new Pattern(old.name(), old.bytes().clone()))
                .forEach(patterns::add);
    }

    Redactor(Map<String, SecretBytes> secrets) {
        secrets.forEach((name, secret) -> secret.use(bytes -> {
            if (bytes.length >= SHORTEST) {
                forms(bytes).forEach(form -> patterns.add(new Pattern(name, form)));
            }
            return bytes.length;
        }));
    }

    /**
     * What JSON makes of a text, and what it makes of that again: a result's text is often JSON itself. Writers differ in what
     * they escape beyond what they must: nothing, the slash, or all that is not ASCII.
     */
    private static List<byte[]> forms(byte[] secret) {
        Set<String> once = written(new String(secret, StandardCharsets.UTF_8));
        Set<String> forms = new LinkedHashSet<>(once);
        once.forEach(form -> forms.addAll(written(form)));
        return forms.stream().map(form -> form.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static Set<String> written(String text) {
        String plain = written(text, HexFormat.of(), Character.MAX_VALUE);
        Set<String> forms = new LinkedHashSet<>(List.of(plain));
        forms.add(plain.replace("/", "\\/"));
        forms.add(written(text, HexFormat.of(), LAST_ASCII));
        forms.add(written(text, HexFormat.of().withUpperCase(), LAST_ASCII));
        return forms;
    }

    private static String written(String text, HexFormat hex, char lastPlain) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // What every writer must escape (RFC 8259 §7), in the short form where there is one.
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c > lastPlain) {
                        out.append("\\u").append(hex.toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** Returns the line without credentials, the same span when it holds none; null when closed: then it may not pass. */
    @Nullable
    Span redact(Span line) {
        lock.readLock().lock();
        try {
            return closed ? null : withoutPatterns(line);
        } finally {
            lock.readLock().unlock();
        }
    }

    private Span withoutPatterns(Span line) {
        Span clean = line;
        for (Pattern pattern : patterns) {
            int at = indexOf(clean, pattern.bytes(), clean.start());
            if (at >= 0) {
                clean = replace(clean, pattern, at);
            }
        }
        return clean;
    }

    private static Span replace(Span line, Pattern pattern, int first) {
        byte[] mark = ("[redacted:" + pattern.name() + "]").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(line.length());
        int from = line.start();
        for (int at = first; at >= 0; at = indexOf(line, pattern.bytes(), from)) {
            out.write(line.bytes(), from, at - from);
            out.writeBytes(mark);
            from = at + pattern.bytes().length;
        }
        out.write(line.bytes(), from, line.end() - from);
        return new Span(out.toByteArray(), 0, out.size());
    }

    private static int indexOf(Span line, byte[] pattern, int from) {
        byte[] bytes = line.bytes();
        byte first = pattern[0];
        int last = line.end() - pattern.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i + 1, i + pattern.length, pattern, 1, pattern.length)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            patterns.forEach(pattern -> Arrays.fill(pattern.bytes(), (byte) 0));
        } finally {
            lock.writeLock().unlock();
        }
    }
}
