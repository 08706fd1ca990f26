package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The two copies of a tenant's settings: the file that people write, and the last one that was accepted. */
final class SettingsFiles {
    private static final String SUFFIX = ".yaml";

    private final BulkheadHome home;

    SettingsFiles(BulkheadHome home) {
        this.home = home;
    }

    /** The folder that people write to. */
    Path folder() {
        return home.settingsFolder();
    }

    String name(TenantId tenant) {
        return tenant + SUFFIX;
    }

    /** Where people write the settings of {@code tenant}. */
    Path path(TenantId tenant) {
        return home.settings(tenant);
    }

    SortedSet<TenantId> written() throws IOException {
        return tenants(folder());
    }

    SortedSet<TenantId> accepted() throws IOException {
        return tenants(acceptedFolder());
    }

    /** Returns what people wrote, at most one byte more than settings may have; empty when there is no file. */
    Optional<byte[]> readWritten(TenantId tenant) throws IOException {
        return read(home.settings(tenant));
    }

    Optional<byte[]> readAccepted(TenantId tenant) throws IOException {
        return read(acceptedFolder().resolve(name(tenant)));
    }

    void write(TenantId tenant, byte[] content) throws IOException {
        Path file = home.settings(tenant);
        // A link to where settings are distributed stays one.
        replace(Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file, content);
    }

    void accept(TenantId tenant, byte[] content) throws IOException {
        replace(acceptedFolder().resolve(name(tenant)), content);
    }

    void remove(TenantId tenant) throws IOException {
        Files.deleteIfExists(acceptedFolder().resolve(name(tenant)));
        Files.deleteIfExists(home.settings(tenant));
    }

    private Path acceptedFolder() {
        return home.state().resolve("settings");
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(SettingsParser.MOST_BYTES + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Files of other names (an editor's, a backup's) are nobody's settings. */
    private static SortedSet<TenantId> tenants(Path folder) throws IOException {
        SortedSet<TenantId> tenants = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = String.valueOf(file.getFileName());
                    String tenant = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
                    if (TenantId.isValid(tenant)) {
                        tenants.add(new TenantId(tenant));
                    }
                }
            }
        }
        return tenants;
    }

    /** Puts {@code content} in place whole, for this user alone, so that it survives a power cut. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        BulkheadHome.privateFolder(folder);
        Path fresh = folder.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
