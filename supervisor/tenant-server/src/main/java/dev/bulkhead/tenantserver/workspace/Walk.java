package dev.bulkhead.tenantserver.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * A walk through folders in the order of their names, that ends when its visitor has enough. Symlinks are visited and not
 * followed; what vanishes or may not be read meanwhile is left out.
 */
public final class Walk {
    /** Folders inside folders: each holds a descriptor. */
    private static final int MAX_DEPTH = 100;

    /** Names of one folder that are looked at, so that its size on disk does not become ours in memory. */
    private static final int MAX_NAMES = 100_000;

    /** Sees each file, folder and symlink once. */
    public interface Visitor {
        /** What to do after an entry. */
        enum Next {
            INTO,
            PAST,
            STOP
        }

        /** Returns whether to walk into {@code entry} (when it is a folder), past it, or to stop the walk. */
        Next visit(Entry entry) throws IOException, Refused;
    }

    /** Something in a folder, valid while it is visited. */
    public static final class Entry {
        private final Folder folder;
        private final Path name;
        private final String path;
        private final BasicFileAttributes attributes;

        Entry(Folder folder, Path name, String path, BasicFileAttributes attributes) {
            this.folder = folder;
            this.name = name;
            this.path = path;
            this.attributes = attributes;
        }

        public String name() {
            return name.toString();
        }

        /** The path relative to the workspace. */
        public String path() {
            return path;
        }

        public BasicFileAttributes attributes() {
            return attributes;
        }

        /** Opens it for reading: a regular file alone, since others could keep the reader waiting for ever. */
        public SeekableByteChannel open() throws IOException {
            return folder.read(name);
        }
    }

    private final Visitor visitor;
    private boolean stopped;
    private boolean leftOut;

    public Walk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Whether something was left out because of this walk's own bounds. */
    public boolean leftOut() {
        return leftOut;
    }

    void alone(Folder folder, Path name, String path, BasicFileAttributes attributes) throws IOException, Refused {
        visitor.visit(new Entry(folder, name, path, attributes));
    }

    void into(Folder folder, String before, int depth) throws IOException, Refused {
        for (Path name : sortedNames(folder)) {
            BasicFileAttributes attributes;
            try {
                attributes = folder.attributes(name);
            } catch (IOException e) {
                continue;
            }
            String path = before + name;
            Visitor.Next next = visitor.visit(new Entry(folder, name, path, attributes));
            stopped = next == Visitor.Next.STOP;
            if (next == Visitor.Next.INTO && attributes.isDirectory()) {
                descend(folder, name, path + "/", depth + 1);
            }
            if (stopped) {
                return;
            }
        }
    }

    private void descend(Folder folder, Path name, String before, int depth) throws IOException, Refused {
        if (depth > MAX_DEPTH) {
            leftOut = true;
            return;
        }
        Folder child;
        try {
            child = folder.folder(name);
        } catch (FileSystemException e) {
            return;
        }
        try (child) {
            into(child, before, depth);
        }
    }

    private List<Path> sortedNames(Folder folder) throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            Iterator<Path> all = folder.names();
            while (all.hasNext()) {
                if (names.size() == MAX_NAMES) {
                    leftOut = true;
                    break;
                }
                names.add(all.next().getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }
}
