package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bulkhead doctor}: what can be wrong on this machine, each with its cure. Starts no supervisor. */
@Command(
        name = "doctor",
        description = "Looks for what can be wrong on this machine, and says what to do.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    @Option(
            names = "--escape",
            paramLabel = "TENANT",
            description = "Try to get out of this tenant's sandboxes, in every way that we know.")
    @Nullable
    String escape;

    @Override
    public Integer call() throws Exception {
        String tenant = escape;
        if (tenant != null) {
            return new EscapeTable(
                            spec.commandLine().getOut(), spec.commandLine().getErr())
                    .print(tenant, json.json);
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("Java runtime", true, Runtime.version().toString(), ""));
        findings.addAll(SandboxCheck.findings());
        findings.add(home());
        findings.addAll(supervisor());
        print(findings);
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    private static Finding home() throws IOException {
        BulkheadHome home = Connection.home();
        if (!Files.exists(home.root())) {
            return new Finding("home", true, home.root() + " (made at the first start)", "");
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(home.root()));
        if (!mode.equals("rwx------")) {
            return new Finding("home", false, home.root() + " has mode " + mode, "chmod 700 " + home.root());
        }
        if (!Files.isWritable(home.root())) {
            return new Finding("home", false, home.root() + " cannot be written", "give it back to your user");
        }
        long free = Files.getFileStore(home.root()).getUsableSpace() >> 20;
        return free < 100
                ? new Finding(
                        "home",
                        false,
                        "only " + free + " MiB are free at " + home.root(),
                        "make room: no audit, no call")
                : new Finding("home", true, home.root() + ", " + free + " MiB free", "");
    }

    private static List<Finding> supervisor() throws Exception {
        BulkheadHome home = Connection.home();
        var running = Connection.openIfRunning();
        if (running.isPresent()) {
            try (Connection supervisor = running.get()) {
                List<Finding> findings = new ArrayList<>();
                findings.add(new Finding("supervisor", true, "runs, at " + home.socket(), ""));
                JsonNode status = supervisor.call("status", Connection.args());
                findings.add(limits(status.path("supervisor").path("limits")));
                for (JsonNode tenant : status.path("tenants")) {
                    findings.add(selfTest(tenant));
                }
                return findings;
            }
        }
        return List.of(new Finding(
                "supervisor",
                true,
                Files.exists(home.socket())
                        ? "does not run; a stale socket is replaced at its next start"
                        : "does not run",
                ""));
    }

    /** How the wall of one tenant's server held when it was last started. */
    private static Finding selfTest(JsonNode tenant) {
        String name = tenant.path("tenant").asText();
        String score = tenant.path("selftest").asText();
        String problem = tenant.path("problem").asText();
        String[] of = score.split("/", -1);
        boolean held = score.isEmpty() || of.length == 2 && of[0].equals(of[1]);
        String detail = score.isEmpty() ? "not started since the supervisor runs" : score + " at its last start";
        return new Finding(
                "self-test " + name,
                held && problem.isEmpty(),
                problem.isEmpty() ? detail : detail + "; " + problem,
                held ? "" : "bulkhead doctor --escape " + name);
    }

    /** Limits are as good as the desktop allows: none of these words is a fault. */
    private static Finding limits(JsonNode limits) {
        List<String> words = new ArrayList<>();
        limits.properties()
                .forEach(limit ->
                        words.add(limit.getKey() + " " + limit.getValue().asText()));
        return new Finding("limits", true, String.join(", ", words), "");
    }

    private void print(List<Finding> findings) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json.json) {
            ArrayNode all = dev.bulkhead.protocol.control.ControlClient.JSON.createArrayNode();
            findings.forEach(finding -> all.addObject()
                    .put("what", finding.what())
                    .put("good", finding.good())
                    .put("detail", finding.detail())
                    .put("cure", finding.cure()));
            Connection.print(out, all);
            return;
        }
        for (Finding finding : findings) {
            out.printf("%-4s %-13s %s%n", finding.good() ? "ok" : "BAD", finding.what(), finding.detail());
            if (!finding.cure().isEmpty()) {
                out.println("     cure:         " + finding.cure());
            }
        }
    }
}
