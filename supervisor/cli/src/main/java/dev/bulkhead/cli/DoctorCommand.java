package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
        BulkheadHome home = Connection.home();
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("Java runtime", true, Runtime.version().toString(), ""));
        findings.addAll(Finding.orWhyNot("sandbox", SandboxCheck::findings));
        findings.addAll(new HomeCheck(home, Instant.now(), System.getProperty("user.name")).findings());
        findings.addAll(Finding.orWhyNot("supervisor", () -> inTime(home)));
        findings.addAll(
                Finding.orWhyNot("desktop", () -> new DesktopCheck(System.getenv(), Places.here(), home).findings()));
        print(findings);
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    /** One that hangs takes every connection, and answers none. */
    private static List<Finding> inTime(BulkheadHome home) throws Exception {
        var asking = new FutureTask<>(() -> supervisor(home));
        Thread thread = Thread.ofPlatform().daemon().name("asks-supervisor").start(asking);
        try {
            return asking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt(); // Which closes its connection.
            return List.of(HomeCheck.silent(home));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception why ? why : e;
        }
    }

    private static List<Finding> supervisor(BulkheadHome home) throws Exception {
        var running = Connection.openIfRunning();
        if (running.isEmpty()) {
            return List.of(HomeCheck.notRunning(home));
        }
        try (Connection supervisor = running.get()) {
            return SupervisorCheck.findings(
                    home.socket().toString(),
                    Application.ofThisProcess().version(),
                    (command, tenant) -> supervisor.call(
                            command,
                            tenant.isEmpty()
                                    ? Connection.args()
                                    : Connection.args().put("tenant", tenant)));
        }
    }

    private void print(List<Finding> findings) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json.json) {
            ArrayNode all = ControlClient.JSON.createArrayNode();
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
