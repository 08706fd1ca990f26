package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The probe that runs in each sandbox, run once where there is no wall: same jars, same program, same planted targets. One that it
 * does not reach here it would not reach through a hole either, and its word from inside is worth nothing.
 */
final class OutsideRun {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A descriptor that is handed down on purpose. */
    private static final String HANDED_DOWN = "a descriptor that was handed down";

    private OutsideRun() {}

    /** Returns the planted targets that the probe did not reach, by their names; none when it sees. Waits for a JVM. */
    static List<String> blindTo(Plants plants, Application application, Starter starter) throws IOException {
        List<ProbeTarget> targets = targets(plants, application);
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", "-c", "exec 7<\"$0\"; exec \"$@\"", plants.file().toString()));
        command.addAll(StageCommand.outside(application));
        Sandboxed probe = starter.start(command);
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                probe::kill, CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        try {
            JsonNode results = new StageTalk(probe.streams()).probe(targets);
            probe.streams().in().close();
            List<String> blind = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                JsonNode result = results.path(i);
                String id = targets.get(i).id();
                boolean isReached = result.path("id").asText().equals(id)
                        && result.path("open").asBoolean(false)
                        && (!id.equals(HANDED_DOWN)
                                || result.path("detail")
                                        .asText()
                                        .endsWith(plants.file().toString()));
                if (!isReached) {
                    blind.add(id);
                }
            }
            return blind;
        } finally {
            late.cancel(false);
            probe.streams().outputIsRead();
            probe.kill();
        }
    }

    /** Of what is looked at rather than reached, the same looks with too short a list: each must name something. */
    private static List<ProbeTarget> targets(Plants plants, Application application) throws IOException {
        List<ProbeTarget> targets = new ArrayList<>();
        if (DesktopSystem.here() == DesktopSystem.LINUX) {
            List<String> ours = new ArrayList<>(List.of("/dev/null"));
            for (Path each : List.of(Path.of(System.getProperty("java.home")), application.folder())) {
                ours.add(each.toString());
                ours.add(each.toRealPath().toString());
            }
            targets.add(new ProbeTarget(HANDED_DOWN, "descriptors", String.join("\n", ours)));
            targets.add(new ProbeTarget("the desktop's processes", "processes", ""));
            targets.add(new ProbeTarget("the desktop's mounts", "mounts", ""));
            targets.add(new ProbeTarget("the desktop's network interfaces", "interfaces", ""));
            targets.add(new ProbeTarget("its own status", "status", "Seccomp=-1"));
        }
        targets.addAll(plants.targets());
        return targets;
    }
}
