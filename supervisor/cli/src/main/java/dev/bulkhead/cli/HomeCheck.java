package dev.bulkhead.cli;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be wrong with a home on its disk: owners, modes, room, the clock against its files, sockets, logs, crashes. Reads alone. */
final class HomeCheck {
    private static final long LEAST_FREE_MIB = 100;
    private static final long MOST_LOGS_MIB = 300;
    private static final Duration CLOCK_MAY_DIFFER = Duration.ofMinutes(10);
    private static final Duration CRASH_IS_NEWS = Duration.ofDays(7);

    private final BulkheadHome home;
    private final Instant now;
    private final String me;

    /** @param me whose home it has to be */
    HomeCheck(BulkheadHome home, Instant now, String me) {
        this.home = home;
        this.now = now;
        this.me = me;
    }

    List<Finding> findings() throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (!Files.exists(home.root())) {
            findings.add(new Finding("home", true, home.root() + " (made at the first start)", ""));
            return findings;
        }
        findings.addAll(Finding.orWhyNot("home", () -> List.of(folder())));
        findings.addAll(Finding.orWhyNot("files", () -> othersFiles().stream().toList()));
        findings.addAll(Finding.orWhyNot("clock", () -> List.of(clock())));
        findings.addAll(Finding.orWhyNot("logs", () -> List.of(logs())));
        findings.addAll(Finding.orWhyNot("crashes", this::crashes));
        return findings;
    }

    private Finding folder() throws IOException {
        PosixFileAttributes is = Files.readAttributes(home.root(), PosixFileAttributes.class);
        String mode = PosixFilePermissions.toString(is.permissions());
        if (!is.owner().getName().equals(me)) {
            return new Finding(
                    "home",
                    false,
                    home.root() + " is " + is.owner().getName() + "'s and not " + me + "'s",
                    "sudo chown -R " + me + " " + home.root());
        }
        if (!mode.equals("rwx------")) {
            return new Finding("home", false, home.root() + " has mode " + mode, "chmod 700 " + home.root());
        }
        if (!Files.isWritable(home.root())) {
            return new Finding("home", false, home.root() + " cannot be written", "give it back to your user");
        }
        long free = Files.getFileStore(home.root()).getUsableSpace() >> 20;
        return free < LEAST_FREE_MIB
                ? new Finding(
                        "home",
                        false,
                        "only " + free + " MiB are free at " + home.root(),
                        "make room: no audit, no call")
                : new Finding("home", true, home.root() + ", " + free + " MiB free", "");
    }

    /** A file that another user owns, or could read or write, as happens after a 'sudo bulkhead' or a careless copy. */
    private Optional<Finding> othersFiles() throws IOException {
        List<Path> wrong = new ArrayList<>();
        boolean owners = false;
        for (Path file : ours()) {
            PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean another = !is.owner().getName().equals(me);
            owners |= another;
            if (another
                    || PosixFilePermissions.toString(is.permissions())
                            .substring(3)
                            .matches(".*[rwx].*")) {
                wrong.add(file);
            }
        }
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        String folders =
                home.config().startsWith(home.root()) ? home.root().toString() : home.root() + " " + home.config();
        return Optional.of(new Finding(
                "files",
                false,
                wrong.size() + " files are not yours alone, as " + wrong.getFirst(),
                owners ? "sudo chown -R " + me + " " + folders : "chmod -R go= " + folders));
    }

    /** Files ahead of the clock: rows would be refused as out of order, tokens would live too long or not at all. */
    private Finding clock() throws IOException {
        Instant newest = Instant.MIN;
        for (Path file : ours()) {
            FileTime changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            newest = changed.toInstant().isAfter(newest) ? changed.toInstant() : newest;
        }
        Instant clock = now.truncatedTo(ChronoUnit.SECONDS);
        return newest.isAfter(now.plus(CLOCK_MAY_DIFFER))
                ? new Finding(
                        "clock",
                        false,
                        "it says " + clock + ", and a file here was written at "
                                + newest.truncatedTo(ChronoUnit.SECONDS),
                        "set it: sudo timedatectl set-ntp true")
                : new Finding("clock", true, clock.toString(), "");
    }

    private Finding logs() throws IOException {
        long bytes = 0;
        for (Path file : files(home.logs(), "*")) {
            bytes += Files.size(file);
        }
        long mib = bytes >> 20;
        return mib > MOST_LOGS_MIB
                ? new Finding(
                        "logs",
                        false,
                        mib + " MiB in " + home.logs() + ", and 200 are kept",
                        "look at what else lies there; what is older than you need may go")
                : new Finding("logs", true, home.logs() + ", " + mib + " MiB", "");
    }

    private List<Finding> crashes() throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<Path> dumps = news("crash-jvm-*");
        List<Path> reports = news("crash-*");
        reports.removeAll(dumps);
        if (!reports.isEmpty()) {
            findings.add(new Finding(
                    "crashes",
                    false,
                    reports.size() + " in the last days, the last one in " + reports.getLast(),
                    "send it to us (it holds no secret: read it); remove it when that is done"));
        }
        if (!dumps.isEmpty()) {
            findings.add(
                    new Finding(
                            "JVM crashes",
                            false,
                            dumps.size() + " in the last days, the last one in " + dumps.getLast(),
                            "send it to nobody: it can hold pieces of memory. Tell us its first lines, which name the fault; then remove it"));
        }
        return findings;
    }

    private List<Path> news(String glob) throws IOException {
        List<Path> news = new ArrayList<>();
        for (Path file : files(home.logs(), glob)) {
            if (Files.getLastModifiedTime(file).toInstant().isAfter(now.minus(CRASH_IS_NEWS))) {
                news.add(file);
            }
        }
        news.sort(null);
        return news;
    }

    /** Why nobody can be reached, where that is so: a supervisor that holds the home and does not even listen, or a stale socket. */
    static Finding notRunning(BulkheadHome home) throws IOException {
        Path lock = lock(home);
        if (Files.isRegularFile(lock) && isHeld(lock)) {
            return silent(home);
        }
        if (Files.exists(home.socket(), LinkOption.NOFOLLOW_LINKS)) {
            return Files.isRegularFile(home.socket(), LinkOption.NOFOLLOW_LINKS)
                            || Files.isDirectory(home.socket(), LinkOption.NOFOLLOW_LINKS)
                    ? new Finding(
                            "supervisor",
                            false,
                            home.socket() + " is no socket: nobody can be reached there",
                            "move it away: mv " + home.socket() + " /tmp")
                    : new Finding("supervisor", true, "does not run; a stale socket is replaced at its next start", "");
        }
        return new Finding("supervisor", true, "does not run", "");
    }

    /** A supervisor that does not answer: it hangs, or was stopped with SIGSTOP. */
    static Finding silent(BulkheadHome home) {
        return new Finding(
                "supervisor",
                false,
                "one holds " + lock(home) + " and does not answer",
                "end it: fuser -k -KILL " + lock(home) + " ; the next command starts another");
    }

    private static Path lock(BulkheadHome home) {
        return home.run().resolve("supervisor.lock");
    }

    private static boolean isHeld(Path lock) throws IOException {
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            FileLock got = file.tryLock();
            return got == null;
        }
    }

    /** What Bulkhead writes itself, and folders of it that cannot be read: a workspace or a package has the modes that it needs. */
    private List<Path> ours() throws IOException {
        List<Path> all = new ArrayList<>();
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                if (is.isRegularFile()) {
                    all.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    all.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        };
        for (Path top : List.of(
                home.settingsFolder(),
                home.data().resolve("vaults"),
                home.data().resolve("audit"),
                home.state())) {
            if (Files.isDirectory(top)) {
                Files.walkFileTree(top, visitor);
            }
        }
        return all;
    }

    private static List<Path> files(Path folder, String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, glob)) {
                for (Path file : all) {
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        files.add(file);
                    }
                }
            }
        }
        return files;
    }
}
