package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a running supervisor says that is wrong: its version, its limits, self-tests, and servers that would not start. Stateless. */
final class SupervisorCheck {
    /** Asks a running supervisor one thing. */
    interface Ask {
        JsonNode of(String command, String tenant) throws Exception;
    }

    private SupervisorCheck() {}

    /**
     * @param socket where it listens
     * @param installed the version of what lies on the disk
     */
    static List<Finding> findings(String socket, String installed, Ask ask) throws Exception {
        JsonNode status = ask.of("status", "");
        List<Finding> findings = new ArrayList<>();
        findings.add(version(socket, status.path("supervisor").path("version").asText(), installed));
        findings.add(limits(status.path("supervisor").path("limits")));
        for (JsonNode tenant : status.path("tenants")) {
            String name = tenant.path("tenant").asText();
            findings.add(selfTest(name, tenant));
            for (JsonNode server : ask.of("server.list", name).path("servers")) {
                if (server.has("problem")) {
                    findings.add(new Finding(
                            "server " + name,
                            false,
                            "'" + server.path("name").asText() + "' would not start: "
                                    + server.path("problem").asText(),
                            "bulkhead server list " + name));
                }
            }
        }
        return findings;
    }

    private static Finding version(String socket, String running, String installed) {
        return running.equals(installed)
                ? new Finding("supervisor", true, "runs in version " + running + ", at " + socket, "")
                : new Finding(
                        "supervisor",
                        false,
                        "runs in version " + running + ", and " + installed + " is installed",
                        "bulkhead stop, when nothing is under way; what comes next starts the other");
    }

    /** How the wall of one tenant's server held when it was last started. */
    private static Finding selfTest(String name, JsonNode tenant) {
        String score = tenant.path("selftest").asText();
        String problem = tenant.path("problem").asText();
        String[] of = score.split("/", -1);
        boolean held = score.isEmpty() || of.length == 2 && of[0].equals(of[1]);
        String detail = score.isEmpty() ? "not started since the supervisor runs" : score + " at its last start";
        return new Finding(
                "self-test " + name,
                held && problem.isEmpty(),
                problem.isEmpty() ? detail : detail + "; " + problem,
                held
                        ? problem.isEmpty() ? "" : "as it says; 'bulkhead status' has it too"
                        : "bulkhead doctor --escape " + name);
    }

    /** Limits are as good as the desktop allows: none of these words is a fault. */
    private static Finding limits(JsonNode limits) {
        List<String> words = new ArrayList<>();
        limits.properties()
                .forEach(limit ->
                        words.add(limit.getKey() + " " + limit.getValue().asText()));
        return new Finding("limits", true, String.join(", ", words), "");
    }
}
