package dev.bulkhead.tenantserver.workspace;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Iterator;
import java.util.Set;

/**
 * A folder that is held by its descriptor ({@code openat(2)} with {@code O_NOFOLLOW}): whoever exchanges a folder on the way
 * for a symlink, at any moment, changes nothing.
 */
final class HeldFolder implements Folder {
    private final Path root;
    private final SecureDirectoryStream<Path> stream;

    HeldFolder(Path root, SecureDirectoryStream<Path> stream) {
        this.root = root;
        this.stream = stream;
    }

    @Override
    public Iterator<Path> names() throws IOException {
        try {
            return stream.iterator();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public Folder folder(Path name) throws IOException {
        return new HeldFolder(root, stream.newDirectoryStream(name, NOFOLLOW_LINKS));
    }

    @Override
    public SeekableByteChannel read(Path name) throws IOException {
        return stream.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
    }

    @Override
    public SeekableByteChannel create(Path name) throws IOException {
        return stream.newByteChannel(
                name, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW_LINKS));
    }

    /** Java has no {@code mkdirat(2)}: the folder is made in the workspace's root and moved here by descriptor. */
    @Override
    public void createFolder(Path name) throws IOException {
        Path made = TemporaryName.next();
        Files.createDirectory(root.resolve(made));
        try (DirectoryStream<Path> rootStream = Files.newDirectoryStream(root)) {
            SecureDirectoryStream<Path> from = (SecureDirectoryStream<Path>) rootStream;
            try {
                from.move(made, stream, name);
            } catch (FileSystemException e) {
                from.deleteDirectory(made);
                if (!exists(name)) {
                    throw e;
                }
            }
        }
    }

    private boolean exists(Path name) throws IOException {
        try {
            return attributes(name).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView source = stream.getFileAttributeView(from, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        PosixFileAttributeView target = stream.getFileAttributeView(to, PosixFileAttributeView.class, NOFOLLOW_LINKS);
        if (source != null && target != null) {
            target.setPermissions(source.readAttributes().permissions());
        }
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        stream.move(from, stream, to);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
