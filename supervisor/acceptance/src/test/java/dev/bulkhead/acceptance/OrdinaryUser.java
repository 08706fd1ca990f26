package dev.bulkhead.acceptance;

import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user without any right, made for a test that runs as root and removed after it, with a Bulkhead that is all its own: home, copy of
 * the application, supervisor.
 */
final class OrdinaryUser implements AutoCloseable {
    private static final List<String> ROLES = List.of("cli", "daemon", "launcher", "tenant-server");

    private final String name = "bh-test-" + ProcessHandle.current().pid();
    private final Path folder;
    private final Thread atExit = new Thread(this::removeUser, "removes-user");
    private @Nullable Bulkhead bulkhead;

    OrdinaryUser() throws IOException {
        folder = Files.createTempDirectory("bulkhead-user-").toRealPath();
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Path home = Files.createDirectory(folder.resolve("home"));
            run(
                    "useradd",
                    "--system",
                    "--user-group",
                    "--home-dir",
                    home.toString(),
                    "--shell",
                    "/usr/sbin/nologin",
                    name);
            run("chmod", "755", folder.toString());
            run("chmod", "700", home.toString());
            run("chown", name, home.toString());
            bulkhead = bulkhead(copyOfTheApplication(), home);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static boolean canBeMade() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The repository may lie where nobody else may look. */
    private Path copyOfTheApplication() throws IOException {
        String script = Bulkhead.in(folder).script().toString();
        run("cp", "-a", script, folder.resolve("bulkhead").toString());
        Path from = Path.of(System.getProperty("bulkhead.app"));
        Path app = folder.resolve("app");
        Files.createDirectories(app.resolve("lib"));
        for (String role : ROLES) {
            run("cp", "-a", from.resolve("lib").resolve(role).toString(), app.resolve("lib") + "/");
        }
        for (String each : List.of("cds", "sandbox-profiles", "java-home", "run.sh")) {
            run("cp", "-a", from.resolve(each).toString(), app + "/");
        }
        run("chmod", "-R", "a+rX", app.toString());
        return app;
    }

    private Bulkhead bulkhead(Path app, Path home) throws IOException {
        List<String> as = List.of("setpriv", "--reuid", name, "--regid", name, "--init-groups", "--");
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "USER", name, "BULKHEAD_APP", app.toString(), "TMPDIR", "/tmp");
        return Bulkhead.as(as, environment, folder.resolve("bulkhead"), home.resolve("bulkhead"));
    }

    Bulkhead bulkhead() {
        return Objects.requireNonNull(bulkhead);
    }

    /** Returns a copy of {@code file} that the user can read. */
    Path copyOf(Path file) throws IOException {
        Path copy = Files.copy(file, folder.resolve(file.getFileName().toString()));
        run("chmod", "644", copy.toString());
        return copy;
    }

    private static void run(String... command) throws IOException {
        Result result = Launch.toTheEnd(
                new ArrayList<>(Arrays.asList(command)),
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
                "",
                java.time.Duration.ofSeconds(60));
        if (result.exit() != 0) {
            throw new IOException(
                    String.join(" ", command) + ": " + result.err().strip());
        }
    }

    private void removeUser() {
        try {
            run("userdel", name);
        } catch (IOException e) {
            System.err.println(name + " is still there: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (bulkhead != null) {
                bulkhead.close();
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(atExit);
            removeUser();
            Trees.delete(folder);
        }
    }
}
