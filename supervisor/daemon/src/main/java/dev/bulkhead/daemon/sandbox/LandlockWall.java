package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.tenant.Profile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall of the profile {@code landlock}: no namespaces, but the stage restricts itself by landlock(7) and a filter that leaves
 * no sockets, no children and no signals. Weaker than bubblewrap (the desktop's processes and the names of files can be seen), and
 * never taken unless a tenant's settings name it. Immutable, safe for any thread.
 */
final class LandlockWall implements Wall {
    static final String PROFILE = Profile.LANDLOCK.wireName();

    private final Bubblewrap bubblewrap;
    private final RunFiles files;
    private final FilterFiles filters;

    LandlockWall(Bubblewrap bubblewrap, RunFiles files, FilterFiles filters) {
        this.bubblewrap = bubblewrap;
        this.files = files;
        this.filters = filters;
    }

    @Override
    public Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        if (DesktopSystem.user() == 0) {
            throw new SandboxUnavailableException("the profile landlock cannot hold root, whose rights it does not take"
                    + " away: run Bulkhead as an ordinary user, or set 'sandbox: { profile: strict }'");
        }
        Path temporary = files.temporary();
        List<String> words = bubblewrap.words(spec, "strict");
        MovedPaths moved = moved(words, temporary);
        List<String> rules = LandlockRules.outside(words, temporary);
        boolean told = !spec.program().equals(SandboxSpec.Program.NONE);
        List<String> becomes =
                told ? List.of() : spec.command().stream().map(moved::seen).toList();
        Path order = files.file(".args", block(List.of(becomes, environment(words, moved), rules)));
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/setsid", "/usr/bin/env", "-C", spec.workspace().toString()));
        spec.stage().forEach(word -> command.add(moved.seen(word)));
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
