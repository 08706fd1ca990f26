package dev.bulkhead.hostfiles;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The folders of this desktop user in which programs keep their settings.
 *
 * @param os whose rules apply
 * @param home the user's own folder
 * @param environment for what overrides the rules ({@code XDG_CONFIG_HOME}, {@code APPDATA}, {@code CODEX_HOME} …)
 */
public record Places(Places.Os os, Path home, Map<String, String> environment) {
    /** Whose rules say where settings stand. */
    public enum Os {
        LINUX,
        MACOS,
        WINDOWS
    }

    public Places {
        environment = Map.copyOf(environment);
    }

    /** Those of who runs this. */
    public static Places here() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Os os = name.contains("mac") ? Os.MACOS : name.contains("win") ? Os.WINDOWS : Os.LINUX;
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault(os == Os.WINDOWS ? "USERPROFILE" : "HOME", "");
        return new Places(os, Path.of(home.isEmpty() ? System.getProperty("user.home") : home), environment);
    }

    /** The folder that {@code variable} names, else {@code otherwise} below the user's own. */
    Path named(String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? home.resolve(otherwise) : Path.of(value);
    }

    /** Where programs with a window keep settings: each system has a folder for it. */
    Path applications() {
        return switch (os) {
            case LINUX -> named("XDG_CONFIG_HOME", ".config");
            case MACOS -> home.resolve("Library/Application Support");
            case WINDOWS -> named("APPDATA", "AppData/Roaming");
        };
    }

    /** Where programs of the command line keep settings: below {@code .config}, also on macOS. */
    Path config() {
        return os == Os.WINDOWS ? named("APPDATA", "AppData/Roaming") : named("XDG_CONFIG_HOME", ".config");
    }

    /** The settings folder of a Windows package (MSIX) whose name begins with {@code name}, where it is installed. */
    Optional<Path> windowsPackage(String name) {
        if (os != Os.WINDOWS) {
            return Optional.empty();
        }
        Path packages = named("LOCALAPPDATA", "AppData/Local").resolve("Packages");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(packages, name + "_*")) {
            for (Path each : found) {
                return Optional.of(each.resolve("LocalCache/Roaming"));
            }
        } catch (IOException e) {
            // No packages: nothing of that name is installed as one.
        }
        return Optional.empty();
    }

    /** Whether one of {@code programs} can be started by its name alone. */
    boolean hasOneOf(List<String> programs) {
        return programs.stream().anyMatch(program -> onPath(program).isPresent());
    }

    /** Where the program {@code name} lies on this user's {@code PATH}. */
    public Optional<Path> onPath(String name) {
        List<String> names = os == Os.WINDOWS ? List.of(name + ".exe", name + ".cmd") : List.of(name);
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> names.stream().map(each -> Path.of(folder, each)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
