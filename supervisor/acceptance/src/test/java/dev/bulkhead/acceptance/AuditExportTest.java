package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit goes out in the forms that others read, and a client can check its month without us. */
class AuditExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Agency agency;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        for (String tenant : List.of("acme", "globex")) {
            try (HostSession session = agency.host(tenant)) {
                session.call("write_file", "path", tenant + ".txt", "content", "of " + tenant);
                session.call("read_file", "path", tenant + ".txt");
                session.call("crm__delete_account");
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static List<String> lines(String... command) throws IOException {
        return agency.bulkhead().ok(command).lines().toList();
    }

    @Test
    void aFilterThatNoEventCanPassIsWrongUsage() throws Exception {
        assertWrong("success, error, denied", "audit", "list", "acme", "--status", "sucess");
        assertWrong("tool_call_started, tool_call", "audit", "export", "acme", "--type", "tool_cal");
        assertWrong("1 or more", "audit", "list", "acme", "-n", "-5");
    }

    private static void assertWrong(String says, String... command) throws IOException {
        Result wrong = agency.bulkhead().run(command);
        assertThat(wrong.exit()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains(says);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void aFilterAndAFormatGiveTheSameEventsAsTheList() throws Exception {
        List<JsonNode> calls = agency.audit("acme", type("tool_call"));
        assertThat(calls).hasSize(3);

        List<String> csv = lines("audit", "export", "acme", "--format", "csv", "--type", "tool_call");
        assertThat(csv).hasSize(4);
        assertThat(csv.getFirst()).startsWith("timestamp,tenant_id,session_id,event_type,tool_name,");
        assertThat(csv.getLast()).contains(",crm__delete_account,").contains(",denied,");
        List<String> ocsf =
                lines("audit", "export", "acme", "--format", "ocsf", "--status", "denied", "--type", "tool_call");
        assertThat(JSON.readTree(ocsf.getFirst()).at("/api/operation").asText()).isEqualTo("crm__delete_account");
        List<String> jsonl = lines("audit", "export", "acme", "--tool", "read_file");
        assertThat(jsonl).hasSize(2).allMatch(line -> line.contains("\"tenant_id\":\"acme\""));
        assertThat(agency.bulkhead()
                        .run("audit", "export", "acme", "--format", "xml")
                        .err())
                .contains("jsonl, csv, ocsf, otlp");
        assertThat(agency.audit("acme", type("audit_exported"))).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        Path file = Files.writeString(folder.resolve("there"), "mine");
        Result refused = agency.bulkhead().run("audit", "export", "acme", "--out", file.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is there already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aClientChecksItsMonthWithoutUsAndFindsWhatWasChanged() throws Exception {
        Path pack = folder.resolve("pack.zip");
        agency.bulkhead().ok("audit", "evidence", "acme", "--out", pack.toString());
        String key = agency.bulkhead().ok("signing-key", "acme").strip();
        Path unpacked = EvidenceCheck.unpack(pack, folder.resolve("unpacked"));

        Result sound = EvidenceCheck.run(unpacked, key);
        assertThat(sound.exit()).as(sound.out() + sound.err()).isZero();
        assertThat(sound.out()).contains("are as they were signed").contains("verified ");
        assertThat(Files.readString(unpacked.resolve("index.html")))
                .contains("crm__delete_account", "Art. 14(4)(e)", "consultant@acme");
        for (Path file : files(unpacked)) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain("globex");
        }
        String ofAnother = agency.bulkhead().ok("signing-key", "globex").strip();
        assertThat(EvidenceCheck.run(unpacked, ofAnother).out()).contains("NOT SOUND");
        Path events = unpacked.resolve("events.jsonl");
        Files.writeString(events, Files.readString(events).replace("denied", "success"));
        Result changed = EvidenceCheck.run(unpacked, key);
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.out()).contains("events.jsonl was changed");
    }

    @Test
    void evidenceIsGivenToNobodyBelowAHostAndNoHalfOfItIsLeft() throws Exception {
        Path pack = folder.resolve("mine.zip");
        try (HostSession host =
                agency.bulkhead().host("acme").asChildOfThisProcess().openInitialized()) {
            Result refused = agency.bulkhead().run("audit", "evidence", "acme", "--out", pack.toString());
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("an agent cannot approve itself");
            assertThat(host.isAlive()).isTrue();
        }
        Path nowhere = folder.resolve("no/such/folder/pack.zip");
        assertThat(agency.bulkhead()
                        .run("audit", "evidence", "acme", "--out", nowhere.toString())
                        .exit())
                .isEqualTo(1);
        assertThat(files(folder)).noneMatch(file -> file.toString().contains("mine.zip"));
    }

    @Test
    void whatLeavesTheAuditByItsAgeIsShownWithoutProofAndTakenAwayWithItAlone() throws Exception {
        JsonNode plan = agency.bulkhead().json("audit", "retain", "acme", "--dry-run");
        assertThat(plan.path("retention_days").asInt()).isEqualTo(400);
        assertThat(plan.path("segments")).singleElement().satisfies(segment -> {
            assertThat(segment.path("due").asBoolean()).isFalse();
            assertThat(segment.path("first").asLong()).isEqualTo(1);
        });
        Result wrong = agency.bulkhead().runWith("not it\n", "audit", "retain", "acme", "--passphrase-stdin");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(agency.bulkhead()
                        .okWith(Agency.passphrase("acme") + "\n", "audit", "retain", "acme", "--passphrase-stdin"))
                .contains("stays until", "Nothing is older than 400 days.");
    }

    private static List<Path> files(Path below) throws IOException {
        try (var all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aPersonGetsWhatIsAboutThemAndNobodyElse() throws Exception {
        Result without =
                agency.bulkhead().runWith("wrong\n", "audit", "export", "acme", "--subject", "x", "--passphrase-stdin");
        assertThat(without.exit()).isEqualTo(1);
        Await.until(
                "a wrong passphrase makes the next one wait",
                Duration.ofSeconds(10),
                () -> agency.bulkhead()
                                .runWith(
                                        passphrase("acme") + "\n",
                                        "audit",
                                        "export",
                                        "acme",
                                        "--subject",
                                        "consultant@acme",
                                        "--out",
                                        folder.resolve("person.jsonl").toString(),
                                        "--passphrase-stdin")
                                .exit()
                        == 0);
        List<JsonNode> lines = new CopyOnWriteArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("person.jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines.getFirst().path("checkpoint").asText()).startsWith("bulkhead.dev/audit/acme\n");
        assertThat(lines.stream().map(line -> line.at("/event/event_type").asText()))
                .contains("connection_opened", "tool_call", "tool_call_started")
                .doesNotContain("tenant_added");
        assertThat(lines.getLast().path("events").asInt()).isEqualTo(lines.size() - 2);
    }

    @Test
    void aCollectorGetsWhatIsRecordedFromNowOnAlsoAfterItWasAway() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] refusals = {1};
        collector.createContext("/v1/logs", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = refusals[0]-- > 0 ? 503 : 200;
            if (status == 200) {
                bodies.add(body);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        collector.start();
        try {
            agency.edit(
                    "globex",
                    "audit: { ",
                    "audit: { otlp: \"http://127.0.0.1:"
                            + collector.getAddress().getPort() + "\", ");
            Await.until(
                    "it waits for a person",
                    Duration.ofSeconds(5),
                    () -> agency.bulkhead().shown("globex").toString().contains("audit.otlp"));
            agency.bulkhead().confirm("globex", passphrase("globex"));
            Await.until(
                    "the shipping has begun",
                    Duration.ofSeconds(10),
                    () -> Files.exists(agency.bulkhead().home().resolve("state/otlp/globex.json")));
            try (HostSession session = agency.host("globex")) {
                session.call("search_files", "query", "nothing");
            }
            Await.until(
                    "the call has come",
                    Duration.ofSeconds(20),
                    () -> String.join("", bodies).contains("search_files"));
            assertThat(String.join("", bodies)).doesNotContain("consultant@globex");
            assertThat(agency.audit("globex", type("export_failed"))).hasSize(1);
        } finally {
            collector.stop(0);
        }
    }
}
