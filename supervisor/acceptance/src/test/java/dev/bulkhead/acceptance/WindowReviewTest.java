package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real window on a real audit: what was done is looked up, proven, verified and given out, by mouse and keyboard. */
class WindowReviewTest {
    private static Agency agency;
    private static WindowProcess window;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme");
        try (HostSession host = agency.host("acme")) {
            host.call("write_file", "path", "a.txt", "content", "a");
            host.call("read_file", "path", "a.txt");
            host.call("crm__delete_account");
        }
        window = WindowProcess.open(agency.bulkhead());
        window.all("await page-state Ready", "click tab-audit");
    }

    @AfterAll
    static void stop() throws Exception {
        window.close();
        agency.close();
    }

    @Test
    void aCallIsFoundByItsToolAndByATextAndIsProven() {
        window.all("choose filter-tool write_file", "await audit-count 1 of", "row audit 0");
        window.all("await proof-verdict Proven: it is as it was written.", "click detail-close");
        window.all(
                "click filter-clear", "fill filter-text denied", "await audit-count 1 of", "say crm__delete_account");
        window.all("click filter-clear", "await audit-count events");
    }

    @Test
    void theWholeStreamIsVerifiedInPlainWords() {
        window.all("click verify", "await verdict every one is as it was written.");
    }

    @Test
    void whatIsShownIsExportedAsItStandsInTheStream() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        window.all("fill filter-text denied", "await audit-count 1 of", "save-as " + file, "click audit-more");
        window.all("pick These events as JSON Lines…", "await verdict 1 event written to " + file);
        List<JsonNode> listed = agency.audit("acme", Agency.status("denied").and(Agency.type("tool_call")));
        List<String> exported = Files.readAllLines(file);
        assertThat(exported).hasSize(1);
        assertThat(Json.read(exported.getFirst()).path("entry_hash"))
                .isEqualTo(listed.getFirst().path("entry_hash"));
        window.all("click filter-clear");
    }

    @Test
    void theMonthForTheClientIsAcceptedByTheVerifierThatNeedsNothingOfOurs() throws Exception {
        Path pack = folder.resolve("acme.zip");
        String month = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.UK).format(YearMonth.now(ZoneOffset.UTC));
        window.all("save-as " + pack, "click audit-more", "pick Evidence for the client", "pick " + month);
        window.does("await verdict is in " + pack);
        String key = agency.bulkhead().ok("signing-key", "acme").strip();
        Result checked = EvidenceCheck.run(EvidenceCheck.unpack(pack, folder.resolve("unpacked")), key);
        assertThat(checked.exit()).as(checked.out() + checked.err()).isZero();
        assertThat(checked.out()).contains("are as they were signed").contains("verified ");
    }
}
