package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.SeatbeltForms.Forms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The macOS wall: the system's {@code sandbox-exec} (sandbox-exec(1)) with a profile. Built from what is written of it, and not run on
 * a Mac yet. Immutable, safe for any thread.
 */
final class Seatbelt implements Wall {
    private static final Set<String> PROFILES = Set.of("strict", "network");

    private final Path profiles;
    private final Path obeyed;
    private final RunFiles files;

    Seatbelt(Path profiles, Path run, RandomGenerator random) {
        this.profiles = profiles.resolve("macos");
        this.obeyed = profiles.resolve("obeyed.names");
        this.files = new RunFiles(run, random);
    }

    @Override
    public Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        if (!PROFILES.contains(spec.profile())) {
            throw new SandboxUnavailableException("profile '" + spec.profile()
                    + "' is not there on macOS: name 'strict' or 'network' in the tenant's settings");
        }
        if (spec.profile().equals("network") && spec.egress().isEmpty()) {
            throw new SandboxUnavailableException("profile 'network' has no way out here, so nothing starts under it");
        }
        // Paths as the kernel has them: /tmp and /var are links on a Mac, and a rule about a link matches nothing.
        Path temporary = files.temporary().toRealPath();
        AsItLies places = new AsItLies(
                spec.runtime().toRealPath(),
                spec.jars().toRealPath(),
                Files.exists(spec.archive()) ? spec.archive().toRealPath() : spec.archive(),
                spec.workspace().toRealPath(),
                temporary);
        Map<String, String> values = new TreeMap<>(spec.program().values());
        values.put("RUNTIME", places.runtime().toString());
        values.put("JAVA", places.runtime().resolve("bin/java").toString());
        values.put("JARS", places.jars().toString());
        values.put("ARCHIVE", places.archive().toString());
        values.put("WORKSPACE", places.workspace().toString());
        values.put("TEMPORARY", temporary.toString());
        if (spec.egress().isPresent()) {
            values.put("EGRESS", spec.egress().get().toRealPath().toString());
            values.put("FORWARD", profiles.resolveSibling("linux/forward").toString());
        }
        Path file = files.file(".sb", rules(spec, places.workspace()).getBytes(StandardCharsets.UTF_8))
                .toRealPath();
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                profiles.resolve("start-sandbox").toString(),
                file.toString(),
                places.workspace().toString(),
                temporary.toString()));
        values.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
        spec.command().forEach(word -> command.add(places.word(word)));
        return new Start(
                command,
                List.of(file),
                List.of(),
                visible(spec, places),
                moved(spec, places, values),
                List.of(temporary),
                Optional.empty());
    }

    /** Nothing is mounted on a Mac: all is seen where it lies. */
    private static MovedPaths moved(SandboxSpec spec, AsItLies places, Map<String, String> values) {
        Map<String, String> moved = new TreeMap<>(places.moved().paths());
        spec.program()
                .mounts()
                .forEach(mount ->
                        moved.put(mount.inside().toString(), mount.outside().toString()));
        if (spec.egress().isPresent()) {
            moved.put("/run/egress.sock", values.getOrDefault("EGRESS", ""));
            moved.put("/forward", values.getOrDefault("FORWARD", ""));
        }
        return new MovedPaths(moved);
    }

    private static List<Path> visible(SandboxSpec spec, AsItLies places) {
        List<Path> visible = new ArrayList<>(List.of(places.runtime(), places.jars(), places.archive()));
        spec.program().mounts().forEach(mount -> visible.add(mount.outside()));
        return visible;
    }

    /** The profile with its fragments, what this start sees beside, and last what it never writes. */
    String rules(SandboxSpec spec, Path workspace) throws SandboxUnavailableException {
        StringBuilder rules = new StringBuilder();
        append(rules, SeatbeltProfile.profile(profiles.resolve(spec.profile() + ".sb")));
        for (String fragment : spec.program().fragments()) {
            append(rules, SeatbeltProfile.fragment(profiles.resolve(fragment + ".sb")));
        }
        try {
            for (Mount mount : spec.program().mounts()) {
                String path = SeatbeltForms.quoted(mount.outside().toString());
                rules.append("(allow file-read* file-map-executable (subpath ")
                        .append(path)
                        .append("))\n");
                rules.append("(allow file-read-metadata (path-ancestors ")
                        .append(path)
                        .append("))\n");
            }
            for (String name : ObeyedNames.read(obeyed).told()) {
                rules.append("(deny file-write* (regex #\"")
                        .append(pattern(workspace, name))
                        .append("\"))\n");
            }
        } catch (IllegalArgumentException e) {
            throw new SandboxUnavailableException(String.valueOf(e.getMessage()));
        }
        return rules.toString();
    }

    private static void append(StringBuilder rules, SeatbeltProfile profile) {
        for (Forms rule : profile.rules()) {
            rules.append(rule).append('\n');
        }
    }

    /** In any folder of the workspace, or at its top where the name begins with a slash; without case, as the file system is. */
    static String pattern(Path workspace, String name) {
        boolean isTop = name.startsWith("/");
        return '^' + escaped(workspace.toString(), false) + (isTop ? "/" : "/(.*/)?")
                + escaped(isTop ? name.substring(1) : name, true) + "(/.*)?$";
    }

    private static String escaped(String text, boolean isInAnyCase) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c < ' ') {
                throw new IllegalArgumentException(
                        "the workspace's path holds a character that no rule can name: rename it");
            }
            String letter = String.valueOf(c);
            if (isInAnyCase && Character.isLetter(c)) {
                pattern.append('[')
                        .append(letter.toLowerCase(Locale.ROOT))
                        .append(letter.toUpperCase(Locale.ROOT))
                        .append(']');
            } else if (".[]{}()*+?|^$\\".indexOf(c) >= 0) {
                pattern.append('\\').append(c);
            } else {
                pattern.append(c);
            }
        }
        return pattern.toString();
    }
}
