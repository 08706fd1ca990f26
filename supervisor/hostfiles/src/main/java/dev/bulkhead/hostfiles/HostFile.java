package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.FileProblem;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One host's configuration file, in which an entry is put, and out of which it is taken, with all the rest as it was: what the
 * change makes of the file is read again before it is written, and a change of anything else is refused. Not for several
 * threads.
 *
 * @param host whose it is
 * @param path as the host opens it; need not exist, and may be a symbolic link
 */
public record HostFile(HostProgram host, Path path) {
    private static final int LARGEST = 64 << 20;
    private static final int MOST_COPIES = 1000;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    /** All that is in the file, ours and others', by name; empty when there is no file. */
    public Map<String, Entry> entries() throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        JsonNode servers = parse(read()).path(host.shape().key);
        servers.properties()
                .forEach(each -> entries.put(each.getKey(), host.shape().read(each.getValue())));
        return entries;
    }

    /**
     * Works out how {@code entry}, which opens sessions of {@code tenant}, comes in: in the place of one that does so already,
     * whatever the host calls it, else under the name that is ours.
     */
    public Change connect(TenantId tenant, Entry entry) throws IOException {
        List<String> there = names(tenant);
        String ours = Entry.name(tenant);
        return put(there.isEmpty() || there.contains(ours) ? ours : there.getFirst(), entry);
    }

    /** Works out how all that opens sessions of {@code tenant} goes, whatever the host calls it; also what has our name in vain. */
    public Change disconnect(TenantId tenant) throws IOException {
        return remove(names(tenant));
    }

    private List<String> names(TenantId tenant) throws IOException {
        List<String> names = new ArrayList<>();
        entries().forEach((name, entry) -> {
            boolean named = name.equals(Entry.name(tenant));
            if (entry.tenant().map(tenant::equals).orElse(named) && (named || entry.isOurs())) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * Works out how {@code entry} comes in under {@code name}. Of one that has that name only the command, the arguments and our
     * variables become others: a tool that the user has taken from it stays taken.
     */
    Change put(String name, Entry entry) throws IOException {
        String before = text(real());
        try {
            JsonNode there =
                    host.syntax().parse(body(before)).path(host.shape().key).path(name);
            ObjectNode value = there instanceof ObjectNode old
                    ? host.shape().update(old, name, entry)
                    : host.shape().write(name, entry);
            String after = host.syntax().put(body(before), host.shape().key, name, value);
            return checked(before, after, List.of(name), Optional.of(value));
        } catch (HostFileException e) {
            throw new HostFileException(
                    path + " is left as it was: " + e.getMessage() + ". Put the entry in by hand.",
                    host.syntax().alone(host.shape().key, name, host.shape().write(name, entry)),
                    e);
        }
    }

    /** Works out how {@code names} go; nothing to do for those that are not there. */
    Change remove(List<String> names) throws IOException {
        String before = text(real());
        JsonNode servers = parse(before).path(host.shape().key);
        List<String> there = names.stream().filter(servers::has).toList();
        if (there.isEmpty()) {
            return new Change(real(), before, before, List.of(), List.of());
        }
        try {
            String after = body(before);
            for (String name : there) {
                after = host.syntax().remove(after, List.of(host.shape().key, name));
            }
            return checked(before, after, there, Optional.empty());
        } catch (HostFileException e) {
            throw new HostFileException(
                    path + " is left as it was: " + e.getMessage() + ". Take '" + String.join("' and '", there)
                            + "' out by hand.",
                    e);
        }
    }

    /**
     * Makes {@code change}, by a move, with the old file beside it.
     *
     * @return the copy of the old file; empty when there was none
     * @throws IOException when the file is another by now, or cannot be written: then nothing has changed
     */
    public static Optional<Path> write(Change change, InstantSource clock) throws IOException {
        try {
            return written(change, clock);
        } catch (FileSystemException e) {
            throw new HostFileException(change.file() + " is left as it was: " + FileProblem.of(e), e);
        }
    }

    private static Optional<Path> written(Change change, InstantSource clock) throws IOException {
        Path file = change.file();
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            // What is made in it has names that nobody knows.
            throw new AccessDeniedException(String.valueOf(folder));
        }
        Optional<Path> copy = Optional.empty();
        if (Files.exists(file)) {
            copy = Optional.of(copied(file, file.getFileName() + ".before-bulkhead-" + STAMP.format(clock.instant())));
        }
        Path part = Files.createTempFile(folder, ".bulkhead", ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(change.after().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            keepMode(file, part);
            if (!text(file).equals(change.before())) {
                throw new HostFileException(
                        file + " was changed by another program just now, and is left as that wrote it: try again");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return copy;
    }

    /** A copy is never replaced: it may be the only one of the file as it was before us. */
    private static Path copied(Path file, String name) throws IOException {
        for (int number = 1; ; number++) {
            try {
                Path beside = file.resolveSibling(number == 1 ? name : name + "-" + number);
                return Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES);
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_COPIES) {
                    throw e;
                }
            }
        }
    }

    private static void keepMode(Path from, Path to) throws IOException {
        if (to.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> mode = Files.exists(from)
                    ? Files.getPosixFilePermissions(from)
                    : PosixFilePermissions.fromString("rw-------");
            Files.setPosixFilePermissions(to, mode);
        }
    }

    private String read() throws IOException {
        return text(path);
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new HostFileException(file + " is over 64 MiB, which no host's settings are");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (CharacterCodingException e) {
            throw new HostFileException(file + " is not UTF-8: save it as UTF-8, then try again", e);
        }
    }

    private ObjectNode parse(String text) throws IOException {
        try {
            return host.syntax().parse(body(text));
        } catch (HostFileException e) {
            throw new HostFileException(path + " cannot be read: " + e.getMessage() + ". Mend the file first.", e);
        }
    }

    private static boolean isMarked(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    }

    private static String body(String text) {
        return isMarked(text) ? text.substring(1) : text;
    }

    /** A dotfiles folder is often linked to: the file changes, or is made where the link leads, and the link stays. */
    private Path real() throws IOException {
        return LinkTarget.of(path);
    }

    private Change checked(String before, String after, List<String> names, Optional<ObjectNode> value)
            throws IOException {
        ObjectNode expected = host.syntax().parse(body(before));
        ObjectNode found = host.syntax().parse(after);
        JsonNode old = expected.path(host.shape().key);
        JsonNode now = found.path(host.shape().key);
        List<String> gone = new ArrayList<>();
        List<String> come = new ArrayList<>();
        for (String name : names) {
            // Numbers are of another class when they were read; the order of members says nothing.
            boolean asMeant = value.map(wanted -> wanted.equals(
                            (one, other) -> one.toString().equals(other.toString()) ? 0 : 1, now.path(name)))
                    .orElse(!now.has(name));
            if (!asMeant) {
                throw uncertain();
            }
            gone.addAll(shown(name, old.path(name)));
            come.addAll(shown(name, now.path(name)));
        }
        if (!without(expected, names).equals(without(found, names))) {
            throw uncertain();
        }
        String whole = isMarked(before) ? BYTE_ORDER_MARK + after : after;
        return before.equals(whole)
                ? new Change(real(), before, before, List.of(), List.of())
                : new Change(real(), before, whole, names, Change.between(gone, come));
    }

    private static HostFileException uncertain() {
        return new HostFileException("it is written in a way that cannot be changed without changing more");
    }

    private List<String> shown(String name, JsonNode value) {
        return value.isMissingNode()
                ? List.of()
                : host.syntax().lines(name, host.shape().shown(value));
    }

    private ObjectNode without(ObjectNode tree, List<String> names) {
        ObjectNode rest = tree.deepCopy();
        String key = host.shape().key;
        if (rest.path(key) instanceof ObjectNode servers) {
            servers.remove(names);
        }
        if (rest.path(key).isEmpty()) {
            rest.remove(key);
        }
        return rest;
    }
}
