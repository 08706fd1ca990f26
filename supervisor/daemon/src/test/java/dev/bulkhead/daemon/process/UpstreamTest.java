package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams in real sandboxes: what they get, what they see, and how they end. */
@Timeout(120)
class UpstreamTest {
    private static final String TELLS = """
            import json, os, sys
            print(json.dumps({"env": dict(os.environ), "fds": sorted(os.listdir("/proc/self/fd")), "pid": os.getpid(),
                              "args": sys.argv, "cwd": os.getcwd()}), flush=True)
            sys.stdin.read()
            """;

    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static JsonNode json(String line) throws Exception {
        return ControlMessages.JSON.readTree(line);
    }

    @Test
    void itsEnvironmentIsWhatTheSettingsSayAndNothingElse() throws Exception {
        desk.secrets.put("crm", "söcret \"value\"");
        desk.upstream(
                "crm",
                List.of("/usr/bin/python3", desk.script("tells.py", TELLS).toString(), "--flag", "ü"),
                "CRM_TOKEN=secret:crm",
                "MODE=plain text");
        ServerByHand server = desk.server();
        JsonNode told = json(server.line(server.start("crm", server.openSession())));
        JsonNode expected = json("""
                {"HOME":"/workspace","PATH":"/usr/bin","TMPDIR":"/tmp","LC_ALL":"C.UTF-8","CRM_TOKEN":"söcret \\"value\\"",
                 "MODE":"plain text"}""");
        assertThat(told.path("env")).isEqualTo(expected);
        assertThat(told.path("args").get(2).asText()).isEqualTo("ü");
        assertThat(told.path("pid").asInt()).isEqualTo(1);
        assertThat(told.path("cwd").asText()).isEqualTo("/workspace");
        // Its own three, and the one that lists them.
        assertThat(told.path("fds")).hasSize(4);
        assertThat(desk.audit())
                .contains("upstream_started: crm, pid ")
                .containsPattern("self-test (\\d+)/\\1")
                .doesNotContain("söcret");
    }
}
