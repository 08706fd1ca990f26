package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.sandbox.ObeyedNames;
import dev.bulkhead.daemon.sandbox.ObeyedNames.StandIn;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in a workspace, while sandboxes run, under the obeyed names that it has not: only what exists can be mounted
 * over. Made with the first sandbox of a workspace and removed after the last; a record in {@code state} tells the next supervisor
 * of what one that was killed had left. Safe for any thread.
 *
 * <p>Removes nothing of the consultant's: a folder goes only when it is empty (rmdir(2) sees to that), a file only as it was
 * made, and both only when they are the very ones that were made.
 */
final class StandIns {
    private static final Logger LOG = LoggerFactory.getLogger(StandIns.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final byte[] NOTE =
            "# Stands here while sandboxes of Bulkhead run, so that none of them makes it. It goes with the last of them.\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final Path record;

    /** Guarded by this. */
    private final Map<Path, Held> held = new HashMap<>();

    /** What could not be removed, for the next supervisor to try. Guarded by this. */
    private final List<Made> left = new ArrayList<>();

    /** One workspace with sandboxes. */
    private static final class Held {
        private final List<Made> made = new ArrayList<>();
        private int sandboxes;
    }

    /** @param identity "" while it is not known, for what is about to be made */
    private record Made(Path path, StandIn form, String identity) {}

    /** @param state the supervisor's folder for what outlives it */
    StandIns(Path state) {
        this.record = state.resolve("stand-ins.json");
    }

    /**
     * Counts one more sandbox of {@code workspace}, and makes a stand-in for each of {@code names} that is still not there.
     * Returns those that stand there now; the others no process of this user can make.
     */
    synchronized List<String> hold(Path workspace, List<ObeyedNames.Name> names) throws IOException {
        Held here = held.computeIfAbsent(workspace, each -> new Held());
        here.sandboxes++;
        try {
            List<Made> planned = names.stream()
                    .map(name -> new Made(workspace.resolve(name.name()), name.standIn(), ""))
                    .toList();
            List<String> there = new ArrayList<>();
            if (!planned.isEmpty()) {
                int before = here.made.size();
                here.made.addAll(planned);
                write();
                here.made.subList(before, here.made.size()).clear();
                for (Made each : planned) {
                    make(each, here.made, there);
                }
                write();
            }
            return there;
        } catch (IOException | RuntimeException e) {
            release(workspace);
            throw e;
        }
    }

    private static void make(Made planned, List<Made> made, List<String> there) throws IOException {
        String name = String.valueOf(planned.path.getFileName());
        try {
            if (planned.form == StandIn.FOLDER) {
                Files.createDirectory(planned.path);
            } else {
                // Whole or not at all: a consultant's tool may read it at once.
                Files.write(Files.createFile(planned.path), NOTE);
            }
            made.add(new Made(
                    planned.path,
                    planned.form,
                    identity(
                            Files.readAttributes(planned.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))));
            there.add(name);
        } catch (FileAlreadyExistsException e) {
            there.add(name);
        } catch (AccessDeniedException e) {
            LOG.info("nothing can be made in {}, so nothing needs to stand there", planned.path.getParent());
        }
    }

    /** Counts one sandbox less; with the last one, what was made for them goes. */
    synchronized void release(Path workspace) {
        Held here = held.get(workspace);
        if (here == null || --here.sandboxes > 0) {
            return;
        }
        held.remove(workspace);
        here.made.stream().filter(each -> !remove(each)).forEach(left::add);
        try {
            write();
        } catch (IOException e) {
            LOG.error("the record of what stands in workspaces was not written: {}", e.getMessage());
        }
    }

    /** Returns whether a sandbox of {@code workspace} is counted. */
    synchronized boolean isHeld(Path workspace) {
        return held.containsKey(workspace);
    }

    /** Removes what a supervisor that was killed had left. Call before the first sandbox. */
    synchronized void sweep() throws IOException {
        if (!Files.exists(record)) {
            return;
        }
        JsonNode read = JSON.readTree(Files.readAllBytes(record));
        if (read.path("version").asInt() != FORMAT) {
            throw new IOException(
                    record + " is of another version of Bulkhead: start that one once, or remove the file");
        }
        for (JsonNode each : read.path("made")) {
            remove(new Made(
                    Path.of(each.path("path").asText()),
                    each.path("form").asText().equals("folder") ? StandIn.FOLDER : StandIn.FILE,
                    each.path("identity").asText()));
        }
        Files.delete(record);
    }

    private void write() throws IOException {
        ObjectNode document = JSON.createObjectNode().put("version", FORMAT);
        document.putArray("made");
        Stream.concat(left.stream(), held.values().stream().flatMap(each -> each.made.stream()))
                .forEach(each -> document.withArray("made")
                        .addObject()
                        .put("path", each.path.toString())
                        .put("form", each.form == StandIn.FOLDER ? "folder" : "file")
                        .put("identity", each.identity));
        Path fresh = record.resolveSibling("stand-ins.new");
        Files.write(BulkheadHome.privateFile(fresh), JSON.writeValueAsBytes(document));
        Files.move(fresh, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns whether nothing of ours is left there. */
    private static boolean remove(Made made) {
        Path folder = made.path.getParent();
        Path name = made.path.getFileName();
        if (folder == null || name == null) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            if (entries instanceof SecureDirectoryStream<Path> held) {
                remove(made, held, name);
            } else if (isOurs(
                    made, Files.readAttributes(made.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))) {
                Files.delete(made.path);
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (DirectoryNotEmptyException e) {
            return true; // It has become the consultant's.
        } catch (IOException e) {
            LOG.warn("{} stands in the workspace and could not be removed: {}", made.path, e.getMessage());
            return false;
        }
    }

    /** By the folder's descriptor: a folder's place that a file has taken at this moment is not removed. */
    private static void remove(Made made, SecureDirectoryStream<Path> folder, Path name) throws IOException {
        BasicFileAttributes is = folder.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (isOurs(made, is) && made.form == StandIn.FOLDER) {
            folder.deleteDirectory(name);
        } else if (isOurs(made, is)) {
            folder.deleteFile(name);
        }
    }

    private static boolean isOurs(Made made, BasicFileAttributes is) throws IOException {
        if (!made.identity.isEmpty() && !made.identity.equals(identity(is))) {
            return false;
        }
        if (made.form == StandIn.FOLDER) {
            return is.isDirectory();
        }
        boolean isEmpty = made.identity.isEmpty() && is.size() == 0;
        return is.isRegularFile()
                && (isEmpty || is.size() == NOTE.length && Arrays.equals(Files.readAllBytes(made.path), NOTE));
    }

    /** The number of the file, without its disk's, which may be another after a restart; on Windows, which has none, when it was made. */
    private static String identity(BasicFileAttributes is) {
        Object key = is.fileKey();
        return key == null
                ? is.creationTime().toString()
                : key.toString().substring(key.toString().indexOf("ino="));
    }
}
