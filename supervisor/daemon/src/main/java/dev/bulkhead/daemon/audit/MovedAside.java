package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/**
 * A segment that SQLite cannot read at all, kept beside under a name that is no segment's, so that the stream can go on without it.
 *
 * @param segment what it was called
 * @param name what it is called now
 * @param sha256 of the file, in hex
 */
public record MovedAside(String segment, String name, String sha256) {
    /** Moves each such segment of {@code folder} aside, with its side files; those that are merely out of reach stay. */
    static List<MovedAside> of(Path folder, Instant now) throws IOException {
        List<MovedAside> moved = new ArrayList<>();
        for (Path file : Segments.in(folder).values()) {
            if (isBeyondReading(file)) {
                String name = file.getFileName() + ".unreadable-"
                        + now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
                moved.add(new MovedAside(String.valueOf(file.getFileName()), name, FileDigest.sha256(file)));
                for (Path side : Segments.sideFiles(file)) {
                    if (Files.exists(side)) {
                        String suffix =
                                side.toString().substring(file.toString().length());
                        Files.move(side, folder.resolve(name + suffix), StandardCopyOption.ATOMIC_MOVE);
                    }
                }
                Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                Segment.forceFolder(file);
            }
        }
        return moved;
    }

    /** A file that lacks our tables is none of ours any more; one of another format is. */
    private static boolean isBeyondReading(Path file) {
        try (Connection connection = Segments.readOnly(file)) {
            Segments.meta(connection);
            Segments.head(connection);
            return false;
        } catch (SQLException e) {
            return Segments.isDamage(e) || (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_ERROR.code;
        }
    }

    /** {@code 2026-Q4.db is kept as 2026-Q4.db.unreadable-2026-11-21T190000Z, SHA-256 …}. */
    @Override
    public String toString() {
        return segment + " is kept as " + name + ", SHA-256 " + sha256;
    }
}
