package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is tried from inside a sandbox, as root and as an ordinary user: it does not get out, and the same code does where it is
 * allowed. The page of all attempts is written anew with {@code -Dbulkhead.write-pages=true}.
 */
@Timeout(240)
class EscapeTest {
    private static final Path PAGE = Path.of("../docs/escapes.md");
    private static final int FEWEST = 40;

    @Test
    void nobodyGetsOutOfASandboxThatWhoRunsTheTestsHas() throws Exception {
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            List<JsonNode> attempts = holds(bulkhead);
            if (!OrdinaryUser.canBeMade()) {
                comparePage(attempts);
            }
        }
    }

    @Test
    void nobodyGetsOutOfASandboxOfAnOrdinaryUser() throws Exception {
        assumeTrue(
                OrdinaryUser.canBeMade(),
                "only root can make a user, and another runs the tests: the other test is that user's");
        try (OrdinaryUser user = new OrdinaryUser()) {
            comparePage(holds(user.bulkhead()));
        }
    }

    private static List<JsonNode> holds(Bulkhead bulkhead) throws Exception {
        bulkhead.addTenant("acme", passphrase("acme"));
        bulkhead.addTenant("globex", passphrase("globex"));
        Result result = bulkhead.run("doctor", "--escape", "acme", "--json");
        assertThat(result.err()).isEmpty();
        JsonNode document = Json.read(result.out());
        List<JsonNode> attempts = document.path("attempts").valueStream().toList();
        Set<String> distinct = new HashSet<>();
        attempts.forEach(attempt -> distinct.add(attempt.path("attempt").asText()));
        assertThat(distinct).hasSizeGreaterThan(FEWEST);
        for (JsonNode attempt : attempts) {
            assertThat(attempt.path("verdict").asText()).as(attempt.toString()).isIn("blocked", "accepted");
            assertThat(attempt.path("twinOpen").asBoolean())
                    .as("the twin of " + attempt)
                    .isTrue();
        }
        assertThat(result.exit()).isZero();
        assertThat(bulkhead.audit("acme").stream().filter(type("escape_suite")).toList())
                .singleElement()
                .satisfies(row -> assertThat(row.path("result_status").asText()).isEqualTo("success"));
        nothingIsLeft(bulkhead);
        return attempts;
    }

    private static void nothingIsLeft(Bulkhead bulkhead) throws Exception {
        Path workspaces = bulkhead.home().resolve("workspaces");
        try (Stream<Path> left = Files.walk(workspaces)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.contains("escape") || name.contains("planted"));
        }
    }

    private static void comparePage(List<JsonNode> attempts) throws Exception {
        String page = EscapePage.of(attempts);
        if (Boolean.getBoolean("bulkhead.write-pages")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("the page is not what was found: look at why, then write it anew with -Dbulkhead.write-pages=true")
                .isEqualTo(page);
    }
}
