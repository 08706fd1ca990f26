package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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

    /** One thing that was looked at; {@code cure} is empty where all is well. */
    private record Finding(String what, boolean good, String detail, String cure) {}

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
        findings.add(sandbox());
        findings.add(home());
        findings.addAll(supervisor());
        print(findings);
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    /** A real, minimal sandbox: that bwrap is there says nothing about whether the kernel lets it work. */
    private static Finding sandbox() throws IOException, InterruptedException {
        Path bwrap = Path.of("/usr/bin/bwrap");
        if (!Files.isExecutable(bwrap)) {
            return new Finding(
                    "sandbox",
                    false,
                    bwrap + " is missing; no tenant server can start",
                    "install the package bubblewrap");
        }
        Process trial = new ProcessBuilder(
                        bwrap.toString(),
                        "--unshare-user",
                        "--unshare-pid",
                        "--unshare-net",
                        "--disable-userns",
                        "--ro-bind",
                        "/",
                        "/",
                        "--proc",
                        "/proc",
                        "--die-with-parent",
                        "true")
                .redirectErrorStream(true)
                .start();
        trial.getOutputStream().close();
        String said = new String(trial.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).trim();
        boolean ended = trial.waitFor(10, TimeUnit.SECONDS);
        if (ended && trial.exitValue() == 0) {
            return new Finding("sandbox", true, "bubblewrap can make one", "");
        }
        String cure = said.contains("uid map") || said.contains("RTM_NEWADDR")
                ? "AppArmor keeps user namespaces from bwrap: sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict"
                        + " /etc/apparmor.d/ && sudo systemctl reload apparmor"
                : said.contains("No permissions to create a new namespace")
                        ? "sudo sysctl -w kernel.unprivileged_userns_clone=1"
                        : "see what bwrap says above";
        return new Finding("sandbox", false, "bubblewrap cannot make one: " + said, cure);
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
                for (JsonNode tenant :
                        supervisor.call("status", Connection.args()).path("tenants")) {
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
