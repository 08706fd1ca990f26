package dev.bulkhead.cli;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a backup in the place of a home whose supervisor does not run. What was there is moved aside, never removed; when something fails,
 * everything goes back. One thread.
 */
final class HomeExchange {
    /**
     * What tells an older audit from the newest, and counts wrong passphrases: a restore is no way around it. Named by tenant, with more
     * behind it or not. Not the marks of vaults: an older vault could not say yes to the older audit then, and every change of a vault
     * is an event of the audit.
     */
    private static final List<String> MARKS = List.of("heads", "checkpoints", "attempts");

    private final BulkheadHome home;
    private final Path asideData;
    private final Path asideConfig;

    /** What was moved, the last first. */
    private final Deque<Moved> moved = new ArrayDeque<>();

    private record Moved(Path from, Path to) {}

    /** @param stamp makes the names of what is moved aside */
    HomeExchange(BulkheadHome home, String stamp) {
        this.home = home;
        this.asideData = beside(home.data(), stamp);
        this.asideConfig =
                home.config().startsWith(home.data()) ? asideData.resolve("config") : beside(home.config(), stamp);
    }

    private static Path beside(Path folder, String stamp) {
        return folder.resolveSibling(folder.getFileName() + ".replaced-" + stamp);
    }

    /** Whether there is anything that a restore would replace. */
    static boolean isOccupied(BulkheadHome home) throws IOException {
        for (Path folder : List.of(
                home.settingsFolder(),
                home.data().resolve("vaults"),
                home.data().resolve("audit"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns where what was there is now; none where nothing was. */
    List<Path> exchange(BackupFile backup) throws IOException {
        try {
            part(backup.folder().resolve("config/tenants"), home.settingsFolder(), asideConfig.resolve("tenants"));
            for (String name : List.of("vaults", "audit", "state")) {
                part(backup.folder().resolve("data").resolve(name), home.data().resolve(name), asideData.resolve(name));
            }
            if (backup.hasWorkspaces()) {
                part(
                        backup.folder().resolve("workspaces"),
                        home.data().resolve("workspaces"),
                        asideData.resolve("workspaces"));
            }
            for (TenantId tenant : backup.tenants()) {
                keepMarks(tenant);
            }
            Path halts = asideData.resolve("state/halts.json");
            if (Files.isRegularFile(halts)) {
                Files.copy(halts, home.state().resolve("halts.json"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            undo(e);
            throw e;
        }
        List<Path> aside = new ArrayList<>();
        for (Path each : List.of(asideData, asideConfig)) {
            if (Files.exists(each) && aside.stream().noneMatch(each::startsWith)) {
                aside.add(each);
            }
        }
        return aside;
    }

    private void part(Path fresh, Path place, Path aside) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            move(place, aside);
        }
        if (Files.isDirectory(fresh, LinkOption.NOFOLLOW_LINKS)) {
            move(fresh, place);
        }
    }

    private void move(Path from, Path to) throws IOException {
        Path parent = to.getParent();
        if (parent != null) {
            BulkheadHome.privateFolder(parent);
        }
        Files.move(from, to);
        moved.push(new Moved(from, to));
    }

    private void keepMarks(TenantId tenant) throws IOException {
        for (String room : MARKS) {
            Path before = asideData.resolve("state").resolve(room);
            if (!Files.isDirectory(before)) {
                continue;
            }
            try (Stream<Path> files = Files.list(before)) {
                for (Path mark : (Iterable<Path>) files::iterator) {
                    String name = String.valueOf(mark.getFileName());
                    if (Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)
                            && (name.equals(tenant.value()) || name.startsWith(tenant + "."))) {
                        Path place = home.state().resolve(room);
                        BulkheadHome.privateFolder(place);
                        Files.copy(mark, place.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private void undo(IOException because) {
        while (!moved.isEmpty()) {
            Moved last = moved.pop();
            try {
                Files.move(last.to(), last.from());
            } catch (IOException e) {
                because.addSuppressed(
                        new IOException(last.to() + " belongs to " + last.from() + ": move it by hand", e));
            }
        }
    }
}
