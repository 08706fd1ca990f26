package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulkhead status}: what runs. Starts nothing. */
@Command(name = "status", description = "Shows the supervisor and every tenant.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    Json json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Connection> running = Connection.openIfRunning();
        if (running.isEmpty()) {
            withoutSupervisor(out);
            return 0;
        }
        try (Connection supervisor = running.get()) {
            JsonNode status = supervisor.call("status", Connection.args());
            if (json.json) {
                Connection.print(out, status);
                return 0;
            }
            JsonNode self = status.path("supervisor");
            out.println("Supervisor " + self.path("version").asText() + ", process "
                    + self.path("pid").asLong() + older(self.path("version").asText()));
            for (JsonNode tenant : status.path("tenants")) {
                out.printf(
                        "%-20s %-11s %2d session(s)  profile %s%s%s%n",
                        tenant.path("tenant").asText(),
                        tenant.path("state").asText(),
                        tenant.path("sessions").asInt(),
                        profile(tenant.path("profile").asText()),
                        tenant.path("pid").isNull()
                                ? ""
                                : ", server " + tenant.path("pid").asLong(),
                        tenant.path("selftest").asText().isEmpty()
                                ? ""
                                : ", self-test " + tenant.path("selftest").asText());
                if (tenant.path("reads_only").asBoolean()) {
                    out.println(
                            "    its provider does not answer: only tools that say they change nothing may be called");
                }
                if (tenant.path("waiting").asInt() > 0) {
                    out.println(
                            "    " + tenant.path("waiting").asInt() + " question(s) wait for you: bulkhead approve");
                }
                if (tenant.path("alerts").asInt() > 0) {
                    out.println("    " + tenant.path("alerts").asInt() + " alert(s) are open: bulkhead alerts "
                            + tenant.path("tenant").asText());
                }
                halt(out, tenant);
                if (tenant.has("suspended")) {
                    out.println("    suspended by "
                            + Visible.of(tenant.path("suspended").asText()));
                }
                if (tenant.has("problem")) {
                    out.println("    " + tenant.path("problem").asText());
                }
            }
        }
        return 0;
    }

    /** After an upgrade the supervisor goes on as it was, until somebody ends it. */
    private static String older(String running) {
        String installed = Application.ofThisProcess().version();
        return running.equals(installed)
                ? ""
                : "\n    " + installed
                        + " is installed: 'bulkhead stop' when nothing is under way; what comes next starts it";
    }

    /** A wall that is weaker than it could be stands out. */
    private String profile(String name) {
        return name.equals("landlock")
                ? spec.commandLine().getColorScheme().ansi().string("@|red,bold landlock (weaker)|@")
                : name;
    }

    /** Nothing runs, so nobody is signed in: what there is stands on disk. */
    private void withoutSupervisor(PrintWriter out) throws IOException {
        ObjectNode status = Connection.args();
        status.putNull("supervisor");
        ArrayNode tenants = status.putArray("tenants");
        for (TenantsAtRest.Tenant tenant : new TenantsAtRest(Connection.home()).all()) {
            ObjectNode one = tenants.addObject()
                    .put("tenant", tenant.id().value())
                    .put("state", tenant.isHalted() ? "halted" : "signed-out")
                    .putNull("pid")
                    .put("sessions", 0)
                    .put("profile", tenant.profile())
                    .put("selftest", "");
            if (tenant.isHalted()) {
                one.put(
                        "halted",
                        "tenant '" + tenant.id() + "' was halted: run 'bulkhead resume " + tenant.id()
                                + "' to let it work again");
            }
        }
        if (json.json) {
            Connection.print(out, status);
            return;
        }
        out.println("No supervisor runs. It starts by itself when it is needed, or with 'bulkhead start'.");
        for (JsonNode tenant : tenants) {
            out.printf(
                    "%-20s %s%n",
                    tenant.path("tenant").asText(), tenant.path("state").asText());
            halt(out, tenant);
        }
    }

    private static void halt(PrintWriter out, JsonNode tenant) {
        if (tenant.has("halted")) {
            out.println("    " + tenant.path("halted").asText());
        }
    }
}
