package dev.bulkhead.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that appears under its name once it is whole, its owner's alone; one that is there already stays. One thread. */
final class NewFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final PrintWriter writer;

    private NewFile(Path file, Path part, PrintWriter writer) {
        this.file = file;
        this.part = part;
        this.writer = writer;
    }

    /** @throws IOException when there is such a file, or its folder cannot be written to */
    static NewFile beside(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(part);
        }
        return new NewFile(
                file,
                part,
                new PrintWriter(Files.newBufferedWriter(part, StandardCharsets.UTF_8, StandardOpenOption.WRITE)));
    }

    PrintWriter writer() {
        return writer;
    }

    /** Gives it its name. */
    void keep() throws IOException {
        writer.close();
        if (writer.checkError()) {
            throw new IOException(file + " could not be written whole: is the disk full?");
        }
        // A link fails where a move would replace what somebody else has made meanwhile.
        Files.createLink(file, part);
    }

    @Override
    public void close() throws IOException {
        writer.close();
        Files.deleteIfExists(part);
    }
}
