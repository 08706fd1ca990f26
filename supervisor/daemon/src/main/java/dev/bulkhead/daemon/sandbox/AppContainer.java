package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.Confinement.Access;
import dev.bulkhead.daemon.sandbox.Confinement.Grant;
import dev.bulkhead.daemon.tenant.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The Windows wall: an AppContainer in a job (Microsoft's "AppContainer isolation"). Built from what is written of it, and not run on
 * Windows yet. Immutable, safe for any thread.
 */
final class AppContainer implements Wall {
    private static final Confinement.Job LEAST = new Confinement.Job(64L << 20, 1, 1);

    private final Path profiles;
    private final Path run;
    private final RunFiles files;

    AppContainer(Path profiles, Path run, RandomGenerator random) {
        this.profiles = profiles.resolve("windows");
        this.run = run;
        this.files = new RunFiles(run, random);
    }

    @Override
    public Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        if (!spec.profile().equals("strict")) {
            throw new SandboxUnavailableException("profile '" + spec.profile()
                    + "' is not there on Windows, where a container reaches no socket of the supervisor's: set 'sandbox: {"
                    + " profile: strict }' in the tenant's settings");
        }
        if (!spec.program().equals(SandboxSpec.Program.NONE)) {
            throw new SandboxUnavailableException(
                    "servers of others are not started on Windows in this version: a process"
                            + " there cannot become another, which is how one gets its credentials after its proof");
        }
        WindowsProfile profile = WindowsProfile.read(profiles.resolve("strict.json"));
        Path temporary = files.temporary();
        AsItLies places = new AsItLies(spec.runtime(), spec.jars(), spec.archive(), spec.workspace(), temporary);
        Map<String, String> values = new TreeMap<>(Map.of(
                "RUNTIME", places.runtime().toString(),
                "JARS", places.jars().toString(),
                "ARCHIVE", places.archive().toString(),
                "WORKSPACE", places.workspace().toString(),
                "TEMPORARY", temporary.toString(),
                "SYSTEMROOT", System.getenv().getOrDefault("SystemRoot", "C:\\Windows")));
        List<Grant> grants = new ArrayList<>();
        for (Grant grant : profile.grants(values)) {
            if (Files.exists(grant.path())) {
                grants.add(grant);
            }
        }
        spec.readOnly().forEach(path -> grants.add(new Grant(spec.workspace().resolve(path), Access.NO_CHANGE)));
        Confinement confinement = new Confinement(
                "Bulkhead." + digest(run + "\0" + spec.workspace()),
                "Bulkhead: " + spec.workspace().getFileName(),
                grants,
                LEAST,
                profile.environment(values),
                spec.workspace());
        return new Start(
                command(spec, places),
                List.of(),
                List.of(),
                List.of(places.runtime(), places.jars(), places.archive()),
                places.moved(),
                List.of(temporary),
                Optional.of(confinement));
    }

    private static List<String> command(SandboxSpec spec, AsItLies places) {
        List<String> command = new ArrayList<>();
        String before = "";
        for (String word : spec.command()) {
            // A drive's letter has a colon, so Windows puts another sign between the elements of a path.
            command.add(
                    before.equals("-cp")
                            ? Arrays.stream(word.split(":")).map(places::word).collect(Collectors.joining(";"))
                            : places.word(word));
            before = word;
        }
        command.set(0, command.getFirst() + ".exe");
        return command;
    }

    /** One container for each workspace of each home: a name that stays, since Windows keeps a folder for each. */
    private static String digest(String of) {
        return HexFormat.of().formatHex(Sha256.of(of.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }
}
