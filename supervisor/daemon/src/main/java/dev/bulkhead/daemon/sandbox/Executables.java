package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the programs that settings name without a path: where a system keeps them, and where version managers do. The
 * supervisor has no search path of the consultant's. Stateless.
 */
final class Executables {
    private static final List<String> SYSTEM = List.of("/usr/local/bin", "/usr/bin", "/bin");
    private static final List<String> MANAGED = List.of(
            ".local/bin", ".volta/bin", ".asdf/shims", ".local/share/mise/shims", ".pyenv/shims", ".nodenv/shims");

    private Executables() {}

    /** Returns the file that {@code command} means, as it was found: it may be a link or a version manager's shim. */
    static Path find(String command, Path userHome) throws SandboxUnavailableException {
        if (command.startsWith("/")) {
            return checked(Path.of(command).normalize());
        }
        if (command.indexOf('/') >= 0 || command.isBlank()) {
            throw new SandboxUnavailableException("the command '" + command
                    + "' is no absolute path and no program's name: name it as in /opt/crm/bin/server");
        }
        for (Path folder : folders(userHome)) {
            Path file = folder.resolve(command);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file;
            }
        }
        throw new SandboxUnavailableException("the program '" + command
                + "' was not found in /usr/local/bin, /usr/bin or a version manager's folder: install it, or name it"
                + " by its absolute path");
    }

    private static Path checked(Path file) throws SandboxUnavailableException {
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new SandboxUnavailableException(
                    file + " is no program that can be run: correct the server's command");
        }
        return file;
    }

    private static List<Path> folders(Path userHome) {
        List<Path> folders = new ArrayList<>();
        SYSTEM.forEach(folder -> folders.add(Path.of(folder)));
        MANAGED.forEach(folder -> folders.add(userHome.resolve(folder)));
        folders.addAll(newestFirst(userHome.resolve(".nvm/versions/node")));
        return folders;
    }

    /** nvm has no shim: one folder a version. */
    private static List<Path> newestFirst(Path versions) {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(versions, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(versions, "v*")) {
                each.forEach(folders::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        folders.sort(Comparator.comparing((Path version) -> number(version.toString()))
                .reversed());
        return folders.stream().map(version -> version.resolve("bin")).toList();
    }

    /** {@code v22.3.0} as a number that compares. */
    private static long number(String path) {
        String version = path.substring(path.lastIndexOf('/') + 1);
        long number = 0;
        for (String part : version.replaceAll("[^0-9.]", "").split("\\.", 3)) {
            number = number * 100_000 + (part.isEmpty() || part.length() > 5 ? 0 : Long.parseLong(part));
        }
        return number;
    }

    /** The links from {@code file} to what it leads to, each by its path; the last one is the real file. */
    static List<Path> chain(Path file) throws IOException {
        List<Path> chain = new ArrayList<>();
        Path now = file;
        while (Files.isSymbolicLink(now) && chain.size() < 20) {
            chain.add(now);
            Path to = Files.readSymbolicLink(now);
            Path folder = now.getParent();
            now = (folder == null ? to : folder.resolve(to)).normalize();
        }
        chain.add(now);
        Path real = file.toRealPath();
        if (!real.equals(now)) {
            chain.add(real);
        }
        return chain;
    }
}
