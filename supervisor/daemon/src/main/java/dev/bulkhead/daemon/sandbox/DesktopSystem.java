package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The operating systems that a wall is known for. */
public enum DesktopSystem {
    LINUX,
    MACOS,
    WINDOWS,
    OTHER;

    /** The one that this runs on. */
    public static DesktopSystem here() {
        return named(System.getProperty("os.name"));
    }

    /**
     * Returns the number of the user that this runs as; where users have no numbers it fails. Not by the owner of {@code /proc/self}:
     * that is root for a process that cannot be traced (proc(5)).
     */
    public static int user() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Uid:")) {
                return Integer.parseUnsignedInt(line.split("\\s+")[1]);
            }
        }
        throw new IOException("/proc/self/status names no user");
    }

    static DesktopSystem named(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        if (plain.startsWith("linux")) {
            return LINUX;
        }
        if (plain.startsWith("mac")) {
            return MACOS;
        }
        return plain.startsWith("windows") ? WINDOWS : OTHER;
    }
}
