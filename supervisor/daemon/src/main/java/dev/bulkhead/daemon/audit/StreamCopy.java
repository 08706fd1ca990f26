package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Copies one tenant's stream, with what is kept of it elsewhere, into another home's folders. Stateless. */
final class StreamCopy {
    private StreamCopy() {}

    /**
     * Copies {@code from} into {@code to}; whoever calls sees to it that no row comes meanwhile.
     *
     * @throws IOException also where a file is there already
     */
    static void copy(StreamPlace from, StreamPlace to) throws IOException {
        Set<Path> done = new HashSet<>();
        for (Path segment : Segments.in(from.folder()).values()) {
            Path copy = privateParent(to.folder().resolve(segment.getFileName()));
            if (!whole(segment, copy)) {
                // SQLite cannot read it: it is kept as it lies, so that what can be saved of it still can be.
                Files.deleteIfExists(copy);
                continue;
            }
            done.add(segment);
            done.addAll(Segments.sideFiles(segment));
        }
        for (Path file : files(from.folder())) {
            if (!done.contains(file)) {
                plain(file, to.folder().resolve(from.folder().relativize(file)));
            }
        }
        if (Files.exists(from.head())) {
            plain(from.head(), to.head());
        }
        if (Files.exists(from.checkpoints())) {
            plain(from.checkpoints(), to.checkpoints());
        }
    }

    /** Copies {@code segment} as it is at one moment, without what was deleted in it; false where it cannot be read. */
    static boolean whole(Path segment, Path copy) throws IOException {
        try (Connection connection = Segments.readOnly(segment);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, BulkheadHome.privateFile(copy).toString());
            vacuum.execute();
            return true;
        } catch (SQLException e) {
            if (Segments.isDamage(e)) {
                return false;
            }
            throw new IOException(segment.getFileName() + " cannot be copied: " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static void plain(Path file, Path copy) throws IOException {
        Files.copy(file, privateParent(copy));
    }

    private static Path privateParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            BulkheadHome.privateFolder(parent);
        }
        return file;
    }
}
