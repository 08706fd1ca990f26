package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.egress.DesktopTrust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Linux wall: the system's {@code bwrap} (bwrap(1)) with a profile. Always the system's own, since where a distribution
 * closes user namespaces it opens them for that one path. Immutable, safe for any thread.
 */
final class Bubblewrap implements Wall {
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    private static final Set<String> PROFILES = Set.of("strict", "network", "install");

    private final Path profiles;
    private final RunFiles files;
    private final FilterFiles filters;

    Bubblewrap(Path profiles, RunFiles files, FilterFiles filters) {
        this.profiles = profiles.resolve("linux");
        this.files = files;
        this.filters = filters;
    }

    @Override
    public Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        if (!Files.isExecutable(BWRAP)) {
            throw new SandboxUnavailableException(
                    BWRAP + " is missing, and nothing starts without a sandbox: install the package bubblewrap");
        }
        if (!PROFILES.contains(spec.profile())) {
            throw new SandboxUnavailableException(
                    "profile '" + spec.profile()
                            + "' is not there yet in this version: set 'sandbox: { profile: strict }' in the tenant's settings");
        }
        List<String> words = words(spec, spec.profile());
        Path filter = filters.of(spec.program().fragments().isEmpty() ? "nonet" : "strict");
        Path options = write(words);
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                profiles.resolve("start-sandbox").toString(),
                BWRAP.toString(),
                options.toString(),
                filter.toString(),
                "--"));
        command.addAll(spec.command());
        boolean scripts = spec.program().fragments().contains("scripts");
        return new Start(
                command, List.of(options), LandlockRules.inside(words, scripts ? "rwx" : "rw"), visible(words));
    }

    /** Returns the options of {@code profile}, with all that {@code spec} adds, filled in. */
    List<String> words(SandboxSpec spec, String profile) throws SandboxUnavailableException, IOException {
        Map<String, String> values = new HashMap<>(spec.program().values());
        spec.egress().ifPresent(socket -> {
            values.put("EGRESS", socket.toString());
            values.put("FORWARD", profiles.resolve("forward").toString());
            values.putIfAbsent(
                    "CERTIFICATES", DesktopTrust.ofThisDesktop().file().toString());
        });
        values.putAll(Map.of(
                "ETC", profiles.resolve("etc").toString(),
                "RUNTIME", spec.runtime().toString(),
                "JARS", spec.jars().toString(),
                "ARCHIVE", spec.archive().toString(),
                "LIBRARIES", libraries(),
                "WORKSPACE", spec.workspace().toString()));
        List<String> words = new ArrayList<>();
        words.addAll(
                ProfileReader.profile(profiles.resolve(profile + ".profile")).filledIn(values));
        words.addAll(ProfileReader.fragment(profiles.resolve("java.fragment")).filledIn(values));
        words.addAll(linkedSettings(spec.runtime()));
        for (String fragment : spec.program().fragments()) {
            words.addAll(ProfileReader.fragment(profiles.resolve(fragment + ".fragment"))
                    .filledIn(values));
        }
        for (Mount mount : spec.program().mounts()) {
            words.addAll(List.of(
                    "--ro-bind", mount.outside().toString(), mount.inside().toString()));
        }
        for (Path path : spec.readOnly()) {
            Path outside = spec.workspace().resolve(path);
            words.addAll(List.of("--ro-bind", outside.toString(), "/workspace/" + path));
        }
        words.addAll(List.of("--remount-ro", "/"));
        return words;
    }

    private static List<Path> visible(List<String> words) {
        List<Path> visible = new ArrayList<>();
        for (int i = 0; i < words.size() - 2; i++) {
            if (words.get(i).equals("--ro-bind") || words.get(i).equals("--ro-bind-try")) {
                visible.add(Path.of(words.get(i + 2)));
            }
        }
        return visible;
    }

    /** Debian and Fedora keep a runtime's settings in /etc and link to them; without them it does not start. */
    static List<String> linkedSettings(Path runtime) throws IOException {
        List<String> words = new ArrayList<>();
        for (String name : List.of("lib/jvm.cfg", "conf/security/java.security")) {
            Path file = runtime.resolve(name);
            Path folder = Files.exists(file) ? file.toRealPath().getParent() : null;
            if (folder != null && folder.getNameCount() > 1 && !folder.startsWith(runtime.toRealPath())) {
                words.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
            }
        }
        return words;
    }

    /** Where this system keeps its C library: by architecture (Debian) or in one folder (Fedora, Arch). */
    private static String libraries() throws SandboxUnavailableException {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        for (String folder : List.of("/lib/" + architecture + "-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib")) {
            if (Files.exists(Path.of(folder, "libc.so.6"))) {
                return folder;
            }
        }
        throw new SandboxUnavailableException(
                "the system's C library (libc.so.6) was not found, so no sandbox can be made");
    }

    private Path write(List<String> words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String word : words) {
            bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return files.file(".args", bytes.toByteArray());
    }
}
