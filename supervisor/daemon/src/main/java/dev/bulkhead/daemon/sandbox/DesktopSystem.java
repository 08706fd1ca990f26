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

    /** Returns the number of the user that this runs as; where users have no numbers it fails. */
    public static int user() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
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
