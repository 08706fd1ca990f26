package dev.bulkhead.daemon.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The wall of the profile {@code landlock}: no namespaces, but the stage restricts itself by landlock(7) and a filter that leaves
 * no sockets, no children and no signals. Weaker than bubblewrap (the desktop's processes and the names of files can be seen), and
 * never taken unless a tenant's settings name it. Immutable, safe for any thread.
 */
final class LandlockWall implements Wall {
    static final String PROFILE = "landlock";

    private final Bubblewrap bubblewrap;
    private final Path run;
    private final RandomGenerator random;
    private final FilterFiles filters;

    LandlockWall(Bubblewrap bubblewrap, Path run, RandomGenerator random, FilterFiles filters) {
        this.bubblewrap = bubblewrap;
        this.run = run;
        this.random = random;
        this.filters = filters;
    }

    @Override
    public Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        if (Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new SandboxUnavailableException("the profile landlock cannot hold root, whose rights it does not take"
                    + " away: run Bulkhead as an ordinary user, or set 'sandbox: { profile: strict }'");
        }
        byte[] name = new byte[8];
        random.nextBytes(name);
        String mark = HexFormat.of().formatHex(name);
        Path temporary = Files.createDirectory(
                run.resolve("tmp-" + mark),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<String> words = bubblewrap.words(spec, "strict");
        MovedPaths moved = moved(words, temporary);
        List<String> rules = LandlockRules.outside(words, temporary);
        boolean told = !spec.program().equals(SandboxSpec.Program.NONE);
        List<String> stage = List.of(
                spec.runtime().resolve("bin/java").toString(),
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-MaxFDLimit",
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                spec.jars() + "/*",
                "dev.bulkhead.tenantserver.stage.Stage");
        List<String> becomes =
                told ? List.of() : spec.command().stream().map(moved::seen).toList();
        Path order = run.resolve("sandbox-" + mark + ".args");
        Files.createFile(order, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(order, block(List.of(becomes, environment(words, moved), rules)));
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/setsid", "/usr/bin/env", "-C", spec.workspace().toString()));
        command.addAll(stage);
        command.addAll(List.of(order.toString(), filters.of("alone").toString()));
        return new Start(
                command, List.of(order), List.of(), visible(rules), moved, List.of(temporary), Optional.empty());
    }

    /** Where what a profile mounts really is, by its path inside; also what keeps its path, since it may lie below one that does not. */
    private static MovedPaths moved(List<String> words, Path temporary) {
        Map<String, String> moved = new LinkedHashMap<>();
        for (int i = 0; i < words.size() - 2; i++) {
            boolean isMount = words.get(i).equals("--bind") || words.get(i).startsWith("--ro-bind");
            if (isMount) {
                moved.put(words.get(i + 2), words.get(i + 1));
            }
        }
        moved.put("/tmp", temporary.toString());
        return new MovedPaths(moved);
    }

    private static List<String> environment(List<String> words, MovedPaths moved) {
        List<String> environment = new ArrayList<>();
        for (int i = 0; i < words.size() - 2; i++) {
            if (words.get(i).equals("--setenv")) {
                environment.add(words.get(i + 1) + "=" + moved.seen(words.get(i + 2)));
            }
        }
        return environment;
    }

    private static List<Path> visible(List<String> rules) {
        return rules.stream()
                .map(rule -> Path.of(rule.substring(rule.indexOf(' ') + 1)))
                .toList();
    }

    /** As the stage's {@code Words} reads it. */
    private static byte[] block(List<List<String>> lists) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            for (List<String> list : lists) {
                data.writeInt(list.size());
                for (String word : list) {
                    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
                    data.writeInt(utf8.length);
                    data.write(utf8);
                }
            }
        }
        return bytes.toByteArray();
    }
}
