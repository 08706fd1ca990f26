package dev.bulkhead.daemon.sandbox;

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
