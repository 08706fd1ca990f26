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

        String token = bulkhead.issueToken("acme", Agency.passphrase("acme")).strip();
        try (HostSession host = bulkhead.host("acme").token(token).openInitialized()) {
            assertThat(host.call("list_files").toString())
                    .contains("bulkhead doctor")
                    .doesNotContain("structuredContent");
        }

        Result doctor = bulkhead.run("doctor");
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out())
                .contains("BAD  sandbox", "nothing starts without", "sudo sysctl -w user.max_user_namespaces");
    }
}
