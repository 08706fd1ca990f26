package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A credential is in the vault, sealed, and in no other place that somebody can look at. */
class SecretsTest {
    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void credentialsAreKeptListedByNameAndRemoved() throws Exception {
        Bulkhead bulkhead = agency.bulkhead();
        bulkhead.okWith("the first value\n", "secret", "set", "globex", "crm", "--stdin");
        bulkhead.okWith("another value\n", "secret", "set", "globex", "mail", "--stdin");
        assertThat(names("globex")).containsExactlyInAnyOrder("crm", "mail");
        bulkhead.ok("secret", "remove", "globex", "crm");
        assertThat(names("globex")).containsExactly("mail");
        assertThat(bulkhead.run("secret", "remove", "globex", "crm").exit()).isEqualTo(1);
        bulkhead.ok("sign-out", "globex");
        agency.signIn("globex");
        assertThat(names("globex")).containsExactly("mail");
        assertThat(names("acme")).doesNotContain("mail");
    }

    private static List<String> names(String tenant) throws IOException {
        List<String> names = new ArrayList<>();
        agency.bulkhead().json("secret", "list", tenant).forEach(name -> names.add(name.asText()));
        return names;
    }

    @Test
    void aCredentialIsInNoFileNoProcessAndNoAnswer() throws Exception {
        String secret = "tok/en\"of-acme-4f7d1c0b9e";
        agency.bulkhead().okWith(secret, "secret", "set", "acme", "github", "--stdin");
        try (HostSession host = agency.host("acme")) {
            JsonNode status = host.call("workspace_status");
            assertThat(status.at("/result/structuredContent/accounts").toString())
                    .contains("github");
            for (String hidden : List.of(secret, Json.write(Json.object("k", secret)), passphrase("acme"))) {
                assertThat(filesWith(hidden)).as("files").isEmpty();
                assertThat(processesWith(hidden)).as("processes").isEmpty();
            }
            assertThat(host.call("write_file", "path", "kept.txt", "content", "it is " + secret + ".")
                            .has("result"))
                    .isTrue();
            assertThat(agency.workspace("acme").resolve("kept.txt")).hasContent("it is " + secret + ".");
            JsonNode read = host.call("read_file", "path", "kept.txt");
            assertThat(read.at("/result/structuredContent/content").asText()).isEqualTo("it is [redacted:github].");
            assertThat(Json.write(read)).doesNotContain("4f7d1c0b9e");
            assertThat(Json.write(host.call("search_files", "query", "it is"))).doesNotContain("4f7d1c0b9e");
            assertThat(host.call("write_file", "path", "plain.txt", "content", "it is nothing.")
                            .has("result"))
                    .isTrue();
            assertThat(Json.write(host.call("read_file", "path", "plain.txt"))).contains("it is nothing.");
        }
        assertThat(filesWith("4f7d1c0b9e"))
                .containsExactly(agency.workspace("acme").resolve("kept.txt"));
    }

    @Test
    void aCredentialIsNotInTheMemoryOfAnotherTenantsServer() throws Exception {
        String secret = "planted-" + Long.toHexString(System.nanoTime()) + "-of-acme";
        agency.bulkhead().okWith(secret, "secret", "set", "acme", "planted", "--stdin");
        String known = "known-" + Long.toHexString(System.nanoTime()) + "-to-globex";
        try (HostSession acme = agency.host("acme");
                HostSession globex = agency.host("globex")) {
            for (HostSession host : List.of(acme, globex)) {
                assertThat(host.call("workspace_status").has("result")).isTrue();
            }
            assertThat(globex.call("search_files", "query", known).has("result"))
                    .isTrue();
            byte[] memory = Processes.memory(
                    agency.bulkhead().status("globex").path("pid").asLong());
            String text = new String(memory, StandardCharsets.ISO_8859_1);
            assertThat(text.contains(known))
                    .as("what the server was asked for is found")
                    .isTrue();
            assertThat(text.contains(secret)).isFalse();
            assertThat(text.contains(passphrase("acme"))).isFalse();
            assertThat(text.contains(passphrase("globex"))).isFalse();
            assertThat(globex.untaken().toString()).doesNotContain(secret);
        }
    }

    /** The files of the home in which a text stands, plainly or as base64 makes it, wherever in it the text begins. */
    private static List<Path> filesWith(String text) throws IOException {
        List<String> forms = new ArrayList<>(List.of(text));
        for (int shift = 0; shift < 3; shift++) {
            String all = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(("xx".substring(0, shift) + text).getBytes(StandardCharsets.UTF_8));
            forms.add(all.substring(4, all.length() - 4));
        }
        AtomicInteger seen = new AtomicInteger();
        List<Path> found = LiveFiles.below(agency.bulkhead().home(), content -> {
            seen.incrementAndGet();
            return forms.stream().anyMatch(content::contains);
        });
        assertThat(seen.get())
                .as("vaults, streams, logs and state were looked at")
                .isGreaterThan(8);
        return found;
    }

    private static List<Long> processesWith(String text) throws IOException {
        long supervisor = agency.bulkhead().supervisorPid();
        List<Long> all = new ArrayList<>(Processes.descendants(supervisor));
        assertThat(all).hasSizeGreaterThanOrEqualTo(2);
        all.add(supervisor);
        ProcessHandle.current().descendants().map(ProcessHandle::pid).forEach(all::add);
        List<Long> found = new ArrayList<>();
        for (long pid : all) {
            if (Processes.isAlive(pid)
                    && (String.join(" ", Processes.commandLine(pid)).contains(text)
                            || String.join(" ", environment(pid, supervisor)).contains(text))) {
                found.add(pid);
            }
        }
        return found;
    }

    /** The supervisor's own is closed to who is no root: then nobody finds anything there. */
    private static List<String> environment(long pid, long supervisor) throws IOException {
        try {
            return Processes.environment(pid);
        } catch (AccessDeniedException e) {
            if (pid == supervisor) {
                return List.of();
            }
            throw e;
        }
    }
}
