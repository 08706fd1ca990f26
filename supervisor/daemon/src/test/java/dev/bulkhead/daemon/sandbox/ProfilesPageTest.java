package dev.bulkhead.daemon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code supervisor/docs/profiles.md} is what the profiles say. After a change of a profile, write it anew:
 * {@code ./mvnw -q -B verify -pl supervisor/daemon -am -Dtest=ProfilesPageTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dbulkhead.write-pages=true}
 */
class ProfilesPageTest {
    private static final Path PROFILES = Path.of("../../sandbox-profiles");
    private static final Path PAGE = Path.of("../docs/profiles.md");

    @Test
    void thePageIsWhatTheProfilesSay() throws Exception {
        String page = page();
        if (Boolean.getBoolean("bulkhead.write-pages")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("supervisor/docs/profiles.md; see this test for how to write it anew")
                .hasContent(page);
    }

    private static String page() throws Exception {
        StringBuilder page = new StringBuilder("""
                # Profiles, line by line

                Written by a test from the files of `sandbox-profiles`, each line with the reason that stands beside it there; a line without one is
                refused when the file is read. What the files are for, and what fills in `${…}`: [sandbox-profiles](../../sandbox-profiles/README.md).
                """);
        page.append("\n# Linux: bubblewrap's options\n");
        for (Path file : files("linux", ".profile", ".fragment")) {
            section(page, file, "#");
        }
        page.append("\n# Linux: system calls\n");
        for (Path file : files("linux/seccomp", ".policy")) {
            section(page, file, "#");
        }
        page.append("\n# macOS: Seatbelt's rules\n");
        for (Path file : files("macos", ".sb")) {
            section(page, file, ";");
        }
        page.append("\n# Windows: the AppContainer and its job\n");
        for (Path file : files("windows", ".json")) {
            windows(page, file);
        }
        page.append("\n# All systems: names in a workspace that the consultant's tools obey\n");
        section(page, PROFILES.resolve("obeyed.names"), "#");
        return page.toString();
    }

    private static List<Path> files(String folder, String... endings) throws IOException {
        try (Stream<Path> all = Files.list(PROFILES.resolve(folder))) {
            return all.filter(file ->
                            Stream.of(endings).anyMatch(file.getFileName().toString()::endsWith))
                    .sorted(Comparator.comparing((Path file) -> file.toString().endsWith(".fragment"))
                            .thenComparing(Path::toString))
                    .toList();
        }
    }

    private static void section(StringBuilder page, Path file, String comment) throws Exception {
        List<String> lines = Files.readAllLines(file);
        Reasons.check(file, lines, comment);
        page.append("\n## `").append(name(file)).append("`\n");
        describe(page, lines, comment);
        page.append("\n| lines | for |\n| --- | --- |\n");
        Map<String, List<String>> rows = new LinkedHashMap<>();
        String before = "";
        int row = 0;
        for (Reasons.Line line : Reasons.of(lines, comment)) {
            row += line.reason().equals(before) ? 0 : 1;
            before = line.reason();
            rows.computeIfAbsent(row + " " + before, each -> new ArrayList<>()).add(line.text());
        }
        rows.forEach((reason, texts) -> row(page, texts, reason.substring(reason.indexOf(' ') + 1)));
    }

    private static void windows(StringBuilder page, Path file) throws Exception {
        WindowsProfile.read(file);
        JsonNode profile = new ObjectMapper().readTree(Files.readAllBytes(file));
        page.append("\n## `").append(name(file)).append("`\n");
        page.append(profile.path("about").asText()).append("\n\n| rules | for |\n| --- | --- |\n");
        for (String key : List.of("capabilities", "processes", "user-interface")) {
            JsonNode rule = profile.path(key);
            row(
                    page,
                    List.of(key + ": " + rule.path("value").asText()),
                    rule.path("why").asText());
        }
        for (JsonNode grant : profile.path("grants")) {
            String text =
                    grant.path("access").asText() + " " + grant.path("path").asText();
            row(page, List.of(text), grant.path("why").asText());
        }
        for (JsonNode variable : profile.path("environment")) {
            String text = variable.path("name").asText() + "="
                    + variable.path("value").asText();
            row(page, List.of(text), variable.path("why").asText());
        }
    }

    private static void row(StringBuilder page, List<String> texts, String reason) {
        page.append("| ")
                .append(texts.stream()
                        .map(text -> '`' + text.replaceAll("\\s+", " ").replace("|", "\\|") + '`')
                        .collect(Collectors.joining("<br>")))
                .append(" | ")
                .append(reason.replace("|", "\\|"))
                .append(" |\n");
    }

    private static String name(Path file) {
        return PROFILES.relativize(file).toString().replace('\\', '/');
    }

    /** The comments that stand before everything else; what is laid out there stays laid out. */
    private static void describe(StringBuilder page, List<String> lines, String comment) {
        List<String> description = lines.stream()
                .skip(1)
                .takeWhile(line -> line.startsWith(comment))
                .map(line -> line.replaceFirst("^[#;]+ ?", "").stripTrailing())
                .toList();
        boolean isLaidOut = description.stream().anyMatch(line -> line.startsWith("  "));
        page.append(isLaidOut ? "```\n" : "");
        description.forEach(line -> page.append(line).append('\n'));
        page.append(isLaidOut ? "```\n" : "");
    }
}
