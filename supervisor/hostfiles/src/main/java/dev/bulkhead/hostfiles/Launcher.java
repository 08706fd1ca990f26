package dev.bulkhead.hostfiles;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a host starts us.
 *
 * @param command the script or program {@code bulkhead}, absolute
 * @param environment what it needs to find the same home; empty for the platform's own folders
 */
public record Launcher(Path command, Map<String, String> environment) {
    private static final String HOME = "BULKHEAD_HOME";

    /** All that says which home is meant, and where its socket is: an entry has those of its home, and no others. */
    static final List<String> VARIABLES =
            List.of(HOME, "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR");

    public Launcher {
        if (!command.isAbsolute()) {
            throw new IllegalArgumentException(command + " is not absolute, and a host may stand in any folder");
        }
        environment = Map.copyOf(environment);
    }

    /**
     * Returns that of {@code script}, for the home that {@code environment} names. Most hosts give what they start little more
     * than HOME and PATH, so whatever else says where the home and its socket are is written down.
     */
    public static Launcher of(Path script, Map<String, String> environment) {
        BulkheadHome home = BulkheadHome.of(environment);
        Map<String, String> needed = new TreeMap<>();
        for (String variable : VARIABLES) {
            Map<String, String> without = new HashMap<>(environment);
            without.remove(variable);
            if (!BulkheadHome.of(without).equals(home)) {
                needed.put(variable, environment.getOrDefault(variable, ""));
            }
        }
        String named = environment.getOrDefault(HOME, "");
        if (!named.isEmpty()) {
            needed.put(HOME, Path.of(named).toAbsolutePath().normalize().toString());
        }
        return new Launcher(script.toAbsolutePath().normalize(), needed);
    }
}
