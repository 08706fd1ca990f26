package dev.bulkhead.protocol.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The folders of one desktop user's Bulkhead, as {@code design.md} lays them out: {@code BULKHEAD_HOME} overrides the
 * platform's own. Immutable, safe for any thread; nothing is created until {@link #create()}.
 *
 * @param root what identifies this home: {@code BULKHEAD_HOME}, or the data folder of the platform
 * @param config settings of the tenants
 * @param data vaults, streams, workspaces, state
 * @param logs the supervisor's log
 * @param run the supervisor's socket and locks
 * @param socket the supervisor's socket: in {@code run}, or elsewhere when that path is too long for the kernel
 */
public record BulkheadHome(Path root, Path config, Path data, Path logs, Path run, Path socket) {
    /** sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, with the closing NUL: unix(7). */
    private static final int LONGEST_SOCKET_PATH = 100;

    /** Returns the home that {@code environment} names, by {@code BULKHEAD_HOME} or by the platform's rules. */
    public static BulkheadHome of(Map<String, String> environment) {
        String override = environment.getOrDefault("BULKHEAD_HOME", "");
        if (!override.isEmpty()) {
            return of(Path.of(override).toAbsolutePath().normalize(), environment);
        }
        Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.contains("mac")) {
            return of(user.resolve("Library/Application Support/Bulkhead"), environment);
        }
        if (os.contains("win")) {
            String local = environment.getOrDefault(
                    "LOCALAPPDATA", user.resolve("AppData/Local").toString());
            return of(Path.of(local, "Bulkhead"), environment);
        }
        Path data = folder(environment, "XDG_DATA_HOME", user.resolve(".local/share"))
                .resolve("bulkhead");
        Path config =
                folder(environment, "XDG_CONFIG_HOME", user.resolve(".config")).resolve("bulkhead");
        Path logs = folder(environment, "XDG_STATE_HOME", user.resolve(".local/state"))
                .resolve("bulkhead/logs");
        Path run = data.resolve("run");
        return new BulkheadHome(data, config, data, logs, run, socketIn(run, data, environment));
    }

    private static BulkheadHome of(Path root, Map<String, String> environment) {
        Path run = root.resolve("run");
        return new BulkheadHome(
                root, root.resolve("config"), root, root.resolve("logs"), run, socketIn(run, root, environment));
    }

    private static Path folder(Map<String, String> environment, String name, Path otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.startsWith("/") ? Path.of(value) : otherwise;
    }

    private static Path socketIn(Path run, Path root, Map<String, String> environment) {
        Path socket = run.resolve("supervisor.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
            return socket;
        }
        return runtimeFolder(environment).resolve("bulkhead").resolve(hash(root) + ".sock");
    }

    private static Path runtimeFolder(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (runtime.startsWith("/")) {
            return Path.of(runtime);
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "bulkhead-" + System.getProperty("user.name"));
    }

    private static String hash(Path path) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@code config/tenants}: one YAML file a tenant. */
    public Path settingsFolder() {
        return config.resolve("tenants");
    }

    public Path settings(TenantId tenant) {
        return settingsFolder().resolve(tenant + ".yaml");
    }

    public Path vault(TenantId tenant) {
        return data.resolve("vaults").resolve(tenant + ".vault.json");
    }

    /** {@code audit/<tenant>}: one SQLite file a quarter. */
    public Path stream(TenantId tenant) {
        return data.resolve("audit").resolve(tenant.value());
    }

    /** The workspace that a tenant has when its settings name none. */
    public Path workspace(TenantId tenant) {
        return data.resolve("workspaces").resolve(tenant.value());
    }

    /** {@code packages/<tenant>}: what was installed for the tenant's servers, a folder each. */
    public Path packages(TenantId tenant) {
        return data.resolve("packages").resolve(tenant.value());
    }

    public Path state() {
        return data.resolve("state");
    }

    /** Creates the folders that are missing, each for this user alone (0700), also the one that holds the socket. */
    public void create() throws IOException {
        for (Path folder : new Path[] {
            root,
            config,
            data,
            logs,
            run,
            settingsFolder(),
            data.resolve("vaults"),
            data.resolve("audit"),
            data.resolve("workspaces"),
            data.resolve("packages"),
            state(),
            socketFolder().getParent(),
            socketFolder()
        }) {
            privateFolder(folder);
        }
    }

    /**
     * Refuses a socket outside the home that another user could have put there: in a folder for everybody, whoever comes first
     * could answer in the supervisor's place, and would be told passphrases.
     */
    public void checkSocketFolder() throws IOException {
        Path folder = socketFolder();
        Path parent = folder.getParent();
        if (folder.equals(run) || parent == null || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path self = Path.of("/proc/self");
        UserPrincipal user = Files.getOwner(Files.exists(self) ? self : root);
        for (Path each : new Path[] {parent, folder}) {
            PosixFileAttributes is = Files.readAttributes(each, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean openToOthers = is.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || is.permissions().contains(PosixFilePermission.OTHERS_WRITE);
            if (!is.isDirectory() || !is.owner().equals(user) || openToOthers) {
                throw new IOException(
                        each + " is not your own folder alone, so the supervisor's socket cannot be there:"
                                + " remove it, set XDG_RUNTIME_DIR, or use a home with a shorter path");
            }
        }
    }

    private Path socketFolder() {
        Path folder = socket.getParent();
        return folder == null ? run : folder;
    }

    /** Creates {@code folder} and its missing parents for this user alone; an existing folder keeps its mode. */
    public static void privateFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
        if (Files.isSymbolicLink(folder) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is a symbolic link to nothing: remove it");
        }
    }

    /** Creates the empty file {@code file} for this user alone; one that is there stays as it is. Returns it. */
    public static Path privateFile(Path file) throws IOException {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            // Ours from an earlier start, or of another starter just now.
        }
        return file;
    }
}
