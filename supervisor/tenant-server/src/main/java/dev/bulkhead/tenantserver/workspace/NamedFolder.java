package dev.bulkhead.tenantserver.workspace;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder by its path, for systems without {@code openat}: checks each step, but cannot see an exchange between two steps. */
final class NamedFolder implements Folder {
    private final Path path;

    NamedFolder(Path path) {
        this.path = path;
    }

    @Override
    public Iterator<Path> names() throws IOException {
        List<Path> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.forEach(entry -> names.add(entry.getFileName()));
        }
        return names.iterator();
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return Files.readAttributes(path.resolve(name), BasicFileAttributes.class, NOFOLLOW_LINKS);
    }

    @Override
    public Folder folder(Path name) throws IOException {
        if (!attributes(name).isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        return new NamedFolder(path.resolve(name));
    }

    @Override
    public SeekableByteChannel read(Path name) throws IOException {
        return Files.newByteChannel(path.resolve(name), Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
    }

    @Override
    public SeekableByteChannel create(Path name) throws IOException {
        return Files.newByteChannel(
                path.resolve(name), Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW_LINKS));
    }

    @Override
    public void createFolder(Path name) throws IOException {
        try {
            Files.createDirectory(path.resolve(name));
        } catch (FileAlreadyExistsException e) {
            if (!attributes(name).isDirectory()) {
                throw e;
            }
        }
    }

    @Override
    public void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView source =
                Files.getFileAttributeView(path.resolve(from), PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (source != null) {
            Files.setPosixFilePermissions(
                    path.resolve(to), source.readAttributes().permissions());
        }
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void close() {}
}
