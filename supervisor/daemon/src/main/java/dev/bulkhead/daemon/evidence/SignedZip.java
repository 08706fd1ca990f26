package dev.bulkhead.daemon.evidence;

import dev.bulkhead.daemon.tenant.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A ZIP whose last entry lists the SHA-256 of all others, under a signature. One thread. */
final class SignedZip implements AutoCloseable {
    /** What the signed list is called. */
    static final String MANIFEST = "MANIFEST";

    /** Writes one entry. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private final ZipOutputStream zip;
    private final Instant made;
    private final List<String> lines = new ArrayList<>();

    SignedZip(OutputStream out, Instant made) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.made = made;
    }

    void add(String name, String text) throws IOException {
        add(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    void add(String name, Content content) throws IOException {
        MessageDigest digest = Sha256.digest();
        begin(name);
        content.writeTo(new Unclosed(new DigestOutputStream(zip, digest)));
        zip.closeEntry();
        lines.add(HexFormat.of().formatHex(digest.digest()) + "  " + name);
    }

    /**
     * Writes the signed list, as {@code sha256sum} has it, behind two lines that say whose and when.
     *
     */
    void sign(String origin, String period, Signer signer) throws IOException {
        String text = origin + "\n" + period + "\n" + String.join("\n", lines) + "\n";
        begin(MANIFEST);
        zip.write(signer.sign(text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private void begin(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(made.toEpochMilli());
        zip.putNextEntry(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Whoever writes one entry must not end the whole file. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
