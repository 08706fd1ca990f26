package dev.bulkhead.tenantserver.workspace;

import dev.bulkhead.tenantserver.json.Shown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names that the consultant's own tools execute or obey: reading them is fine, writing them would be a way out of the sandbox.
 * Compared as the most forgiving file system would: without case, without characters that are not seen, without what Windows
 * drops at the end. Immutable, safe for any thread.
 */
public final class ProtectedNames {
    private final Set<String> names = new HashSet<>();
    private final Set<String> atTheTop = new HashSet<>();

    private ProtectedNames(Collection<String> names) {
        for (String name : names) {
            if (name.startsWith("/")) {
                atTheTop.add(plain(name.substring(1)));
            } else {
                this.names.add(plain(name));
            }
        }
        if (this.names.contains(".git")) {
            this.names.add("git~1"); // What Windows calls it beside.
        }
    }

    /** The names that the supervisor tells of; with a slash before it, one that is obeyed at the top of the workspace alone. */
    public static ProtectedNames of(Collection<String> names) {
        return new ProtectedNames(names);
    }

    /** The list as it was when this was built: for a server that is started by hand. */
    public static ProtectedNames ofTheBuild() throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in = ProtectedNames.class.getResourceAsStream("/obeyed.names")) {
            if (in == null) {
                throw new IOException("the list of names that tools obey is missing: build Bulkhead anew");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String rule = line.substring(0, line.indexOf('#') < 0 ? line.length() : line.indexOf('#'));
                if (!rule.isBlank()) {
                    String name = rule.strip().split(" ", 2)[0];
                    names.add(rule.contains(" without ") ? "/" + name : name);
                }
            }
        }
        return new ProtectedNames(names);
    }

    /** Returns whether the last name of {@code path}, relative to the workspace, is one of them. */
    public boolean holds(String path) {
        int slash = path.lastIndexOf('/');
        String name = plain(path.substring(slash + 1));
        return names.contains(name) || slash < 0 && atTheTop.contains(name);
    }

    /** Refuses a path of which any name is protected. */
    void check(RelativePath path) throws Refused {
        for (int i = 0; i < path.names().size(); i++) {
            String name = path.names().get(i);
            if (names.contains(plain(name)) || i == 0 && atTheTop.contains(plain(name))) {
                throw new Refused("'" + Shown.of(path.toString()) + "' is not writable: '"
                        + Shown.of(name) + "' is a name that other programs of the consultant obey;"
                        + " write to another name");
            }
        }
    }

    private static String plain(String name) {
        StringBuilder seen = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && name.charAt(i) != ':'; i++) {
            char c = name.charAt(i);
            if (Character.getType(c) != Character.FORMAT) {
                seen.append(c);
            }
        }
        while (!seen.isEmpty() && (seen.charAt(seen.length() - 1) == '.' || seen.charAt(seen.length() - 1) == ' ')) {
            seen.setLength(seen.length() - 1);
        }
        return seen.toString().toLowerCase(Locale.ROOT);
    }
}
