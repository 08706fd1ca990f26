package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code supervisor/docs/escapes.md}: every attempt with its verdict, as an ordinary user's run of the suite found it. */
final class EscapePage {
    private static final List<String> LANGUAGES = List.of("sh", "node", "python", "java");
    /** What refuses these is not the same on every kernel. */
    private static final Set<String> BY_KERNEL = Set.of("sysrq", "kernel-memory");

    /** What Landlock refuses is accepted where the kernel has none. */
    private static final String BY_LANDLOCK = "exec-workspace";

    private static final String HEAD = """
            # Attempts to get out

            Written by `EscapeTest` from what an ordinary user's run found (x86_64); it fails when this page says anything
            else. The attempts are `sandbox-profiles/escape/`, in the sandboxes that the product makes under profile `strict`: sh, node and
            python in an upstream's, java in the tenant server's own. `bulkhead doctor --escape acme` tries them all on your machine, in a few
            seconds, without a sign-in and without a credential; it exits with 1 when something is open.

            A cell holds the kernel's reason (errno(3)), or a word where nothing was found or the kernel ended the program (`SIGSYS`). Each attempt has a twin:
            the same code against something allowed, *inside* the same sandbox, or *outside* of any where inside nothing is allowed. All twins
            succeeded; an attempt whose twin does not shows nothing, and the test is red.
            """;

    private EscapePage() {}

    static String of(List<JsonNode> attempts) {
        Map<String, Map<String, JsonNode>> rows = new LinkedHashMap<>();
        for (JsonNode attempt : attempts) {
            rows.computeIfAbsent(attempt.path("attempt").asText(), id -> new LinkedHashMap<>())
                    .put(attempt.path("language").asText(), attempt);
        }
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n").append(rows.size()).append(" attempts, ").append(attempts.size());
        page.append(" with each language counted.\n");
        String group = "";
        for (Map.Entry<String, Map<String, JsonNode>> row : rows.entrySet()) {
            JsonNode any = row.getValue().values().iterator().next();
            if (!any.path("group").asText().equals(group)) {
                group = any.path("group").asText();
                page.append("\n## ").append(group).append("\n\n");
                page.append("| attempt | sh | node | python | java | twin |\n| --- | --- | --- | --- | --- | --- |\n");
            }
            page.append("| ")
                    .append(any.path("what").asText())
                    .append(" (`")
                    .append(row.getKey())
                    .append("`) |");
            for (String language : LANGUAGES) {
                page.append(' ').append(cell(row.getValue().get(language))).append(" |");
            }
            page.append(' ').append(any.path("twin").asText()).append(" |\n");
        }
        accepted(attempts, page);
        return page.toString();
    }

    private static String cell(@Nullable JsonNode attempt) {
        if (attempt == null) {
            return "";
        }
        String verdict = attempt.path("verdict").asText();
        String id = attempt.path("attempt").asText();
        if (id.equals(BY_LANDLOCK)) {
            return "EACCES, **accepted** without Landlock";
        }
        if (BY_KERNEL.contains(id) && verdict.equals("blocked")) {
            return "blocked";
        }
        return verdict.equals("blocked") ? attempt.path("how").asText() : "**" + verdict + "**";
    }

    private static void accepted(List<JsonNode> attempts, StringBuilder page) {
        Map<String, String> explained = new LinkedHashMap<>();
        attempts.stream()
                .filter(attempt -> attempt.path("verdict").asText().equals("accepted"))
                .forEach(attempt -> explained.put(
                        attempt.path("attempt").asText(),
                        attempt.path("explanation").asText()));
        page.append("\n## Accepted\n\n");
        explained.put(
                BY_LANDLOCK,
                "where the kernel has no Landlock; what runs from the workspace runs behind the same wall, and interpreters would"
                        + " run it anyway");
        explained.forEach((id, why) ->
                page.append("- `").append(id).append("`: ").append(why).append(".\n"));
    }
}
