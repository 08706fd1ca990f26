package dev.bulkhead.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a client does with an evidence pack: unpacks it, and runs the verifier that lies in it, without us. */
final class EvidenceCheck {
    private EvidenceCheck() {}

    /** Returns {@code into}, a new folder that holds what is in {@code pack}. */
    static Path unpack(Path pack, Path into) throws IOException {
        try (ZipFile zip = new ZipFile(pack.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip.getInputStream(entry), file);
            }
        }
        return into;
    }

    /** Exits 0 where all is as it was signed by {@code key}, which came to the client by another way. */
    static Result run(Path unpacked, String key) throws IOException {
        return Launch.toTheEnd(
                List.of("python3", "-B", unpacked.resolve("check.py").toString(), key),
                System.getenv(),
                "",
                Duration.ofSeconds(60));
    }
}
