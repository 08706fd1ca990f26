package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that lets nobody make a user namespace: this one's kernel, told so for the processes of this test alone. */
class ClosedNamespacesTest {
    private static final List<String> CLOSED = List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            "echo 0 >/proc/sys/user/max_user_namespaces; exec \"$@\"",
            "sh");

    @TempDir
    Path folder;

    private Bulkhead bulkhead;

    @BeforeEach
    void close() throws Exception {
        bulkhead = Bulkhead.as(
                CLOSED,
                Map.of(),
                Bulkhead.in(folder).script(),
                Files.createDirectory(folder.toRealPath().resolve("home")));
    }

    @AfterEach
    void stop() throws Exception {
        bulkhead.close();
    }

    @Test
    void nothingStartsAndDoctorNamesTheOneCommandThatHelps() throws Exception {
        bulkhead.addTenant("acme", Agency.passphrase("acme"));
        bulkhead.runWith(Agency.passphrase("acme") + "\n", "sign-in", "acme", "--passphrase-stdin");

        Result called = bulkhead.connect(
                "acme",
                bulkhead.okWith(Agency.passphrase("acme") + "\n", "token", "issue", "acme", "--passphrase-stdin")
                        .strip(),
                """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_files","arguments":{}}}
                """);
        assertThat(called.out()).contains("bulkhead doctor").doesNotContain("structuredContent");

        Result doctor = bulkhead.run("doctor");
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out())
                .contains("BAD  sandbox", "nothing starts without", "sudo sysctl -w user.max_user_namespaces");
    }
}
