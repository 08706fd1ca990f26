package dev.bulkhead.tenantserver.workspace;

import dev.bulkhead.tenantserver.json.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's working directory, reached name by name and never through a symlink that leads out of it.
 *
 * <p>Safe for any thread: it holds no state but its root and the names that are written nowhere in it. Everything that cannot be
 * done is a {@link Refused} with a sentence for the asker.
 */
public final class Workspace {
    /** EFBIG, in the C library's words: the supervisor lets no file grow in a workspace that is full (RLIMIT_FSIZE). */
    private static final String TOO_LARGE = "File too large";

    private final Path root;
    private final ProtectedNames protectedNames;
    private final Object creating = new Object();

    /** Takes {@code root} as it is: it may be a symlink itself, since the supervisor or the consultant named it. */
    public Workspace(Path root, ProtectedNames protectedNames) {
        this.root = root;
        this.protectedNames = protectedNames;
    }

    /** The names that are written nowhere in it. */
    public ProtectedNames protectedNames() {
        return protectedNames;
    }

    /** What was read of a file. */
    public record Content(RelativePath path, byte[] bytes) {}

    /** What writing a file did. */
    public record Written(RelativePath path, long size, boolean created) {}

    /** Reads a file of at most {@code limit} bytes. */
    public Content read(RelativePath path, ResourcePrefix prefix, int limit) throws Refused {
        prefix.check(path);
        if (path.isRoot()) {
            throw new Refused("'.' is a folder: give the path of a file");
        }
        try {
            RelativePath target = withoutSymlinks(path, prefix);
            try (Folder folder = open(target.parent())) {
                return new Content(path, content(folder, Path.of(target.name()), path, limit));
            }
        } catch (IOException e) {
            throw refusal("read", path, e);
        }
    }

    private static byte[] content(Folder folder, Path name, RelativePath path, int limit) throws IOException, Refused {
        BasicFileAttributes attributes = folder.attributes(name);
        if (attributes.isDirectory()) {
            throw new Refused("'" + path + "' is a folder: give the path of a file, or list it with list_files");
        }
        if (!attributes.isRegularFile()) {
            throw new Refused("'" + path + "' is no regular file: it cannot be read");
        }
        try (SeekableByteChannel channel = folder.read(name)) {
            long size = channel.size();
            if (size > limit) {
                throw new Refused("'" + path + "' has " + size + " bytes: at most " + limit + " can be read at once");
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) size);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // A file that shrinks meanwhile gives what is left of it.
            }
            return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
        }
    }

    /** Writes a file whole or not at all, with the folders that lead to it. */
    public Written write(RelativePath path, ResourcePrefix prefix, byte[] content) throws Refused {
        prefix.check(path);
        if (path.isRoot()) {
            throw new Refused("'.' is a folder: give the path of a file");
        }
        protectedNames.check(path);
        try (Folder folder = openOrCreate(path)) {
            Path name = Path.of(path.name());
            BasicFileAttributes before = attributesOrNull(folder, name);
            if (before != null && !before.isRegularFile()) {
                throw new Refused("'" + path + "' is " + kind(before) + " already: write to another path");
            }
            Path temporary = TemporaryName.next();
            try {
                fill(folder, temporary, content);
                if (before != null) {
                    folder.copyPermissions(name, temporary);
                }
                folder.replace(temporary, name);
            } catch (IOException e) {
                deleteQuietly(folder, temporary, e);
                throw e;
            }
            return new Written(path, content.length, before == null);
        } catch (IOException e) {
            throw refusal("written", path, e);
        }
    }

    private static void fill(Folder folder, Path name, byte[] content) throws IOException {
        try (SeekableByteChannel channel = folder.create(name)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private static void deleteQuietly(Folder folder, Path name, IOException because) {
        try {
            folder.deleteFile(name);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Walks what is below {@code path}, itself not included; a file is walked alone. */
    public void walk(RelativePath path, ResourcePrefix prefix, Walk walk) throws Refused {
        prefix.check(path);
        try {
            RelativePath target = withoutSymlinks(path, prefix);
            if (!target.isRoot()) {
                try (Folder parent = open(target.parent())) {
                    Path name = Path.of(target.name());
                    BasicFileAttributes attributes = parent.attributes(name);
                    if (!attributes.isDirectory()) {
                        walk.alone(parent, name, path.toString(), attributes);
                        return;
                    }
                }
            }
            try (Folder folder = open(target)) {
                walk.into(folder, path.isRoot() ? "" : path + "/", 0);
            }
        } catch (IOException e) {
            throw refusal("read", path, e);
        }
    }

    /** Returns where {@code path} really is, after checking that this is inside the workspace and the prefix too. */
    private RelativePath withoutSymlinks(RelativePath path, ResourcePrefix prefix) throws IOException, Refused {
        if (!hasSymlink(path)) {
            return path;
        }
        Path base = root.toRealPath();
        Path real;
        try {
            real = base.resolve(String.join("/", path.names())).toRealPath();
        } catch (FileSystemException e) {
            throw leadsNowhere(path);
        }
        if (!real.startsWith(base)) {
            throw leadsNowhere(path);
        }
        List<String> names = new ArrayList<>();
        for (Path name : base.relativize(real)) {
            if (!name.toString().isEmpty()) {
                names.add(name.toString());
            }
        }
        RelativePath target = new RelativePath(names);
        prefix.check(target);
        return target;
    }

    /** One sentence for all: whether something exists outside the workspace is not told. */
    private static Refused leadsNowhere(RelativePath path) {
        return new Refused("'" + path + "' is or goes through a symlink that leads to nothing inside the workspace");
    }

    private boolean hasSymlink(RelativePath path) throws IOException {
        Folder at = Folder.open(root);
        try {
            int last = path.names().size() - 1;
            for (int i = 0; i <= last; i++) {
                Path name = Path.of(path.names().get(i));
                if (at.attributes(name).isSymbolicLink()) {
                    return true;
                }
                if (i < last) {
                    Folder next = at.folder(name);
                    at.close();
                    at = next;
                }
            }
            return false;
        } finally {
            at.close();
        }
    }

    private Folder open(RelativePath path) throws IOException {
        Folder at = Folder.open(root);
        for (String name : path.names()) {
            try (Folder before = at) {
                at = before.folder(Path.of(name));
            }
        }
        return at;
    }

    private Folder openOrCreate(RelativePath path) throws IOException, Refused {
        Folder at = Folder.open(root);
        for (String each : path.parent().names()) {
            Path name = Path.of(each);
            try (Folder before = at) {
                BasicFileAttributes attributes = attributesOrNull(before, name);
                if (attributes == null) {
                    createOnce(before, name);
                } else if (!attributes.isDirectory()) {
                    throw new Refused("'" + path + "' cannot be written: '" + each + "' on the way is "
                            + kind(attributes) + ", and only folders lead to a file that is written");
                }
                at = before.folder(name);
            }
        }
        return at;
    }

    /**
     * A folder is made by a move, and a move replaces an empty folder: the second of two writers at once would take the first
     * one's away between its making and its first file.
     */
    private void createOnce(Folder in, Path name) throws IOException {
        synchronized (creating) {
            if (attributesOrNull(in, name) == null) {
                in.createFolder(name);
            }
        }
    }

    private static @Nullable BasicFileAttributes attributesOrNull(Folder folder, Path name) throws IOException {
        try {
            return folder.attributes(name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        return attributes.isSymbolicLink()
                ? "a symlink"
                : attributes.isDirectory() ? "a folder" : attributes.isRegularFile() ? "a file" : "a special file";
    }

    private static Refused refusal(String done, RelativePath path, IOException e) {
        String why = switch (e) {
            case NoSuchFileException missing -> "it does not exist";
            case NotDirectoryException file -> "something on the way to it is no folder";
            case AccessDeniedException denied -> "the system does not permit it";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case IOException full
            when String.valueOf(full.getMessage()).contains(TOO_LARGE) ->
                "the workspace holds all that sandbox.disk of the tenant's settings allows: remove files first";
            default -> "the system reports " + e.getClass().getSimpleName();
        };
        return new Refused("'" + Shown.of(path.toString()) + "' cannot be " + done + ": " + why);
    }
}
