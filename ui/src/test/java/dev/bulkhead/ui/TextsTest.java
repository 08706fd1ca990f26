package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.model.TenantState;
import dev.bulkhead.ui.text.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bundle has what the code asks for, and nothing else; and the code asks for all that it shows. */
final class TextsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern KEY = Pattern.compile("\"([a-z][a-z-]*(?:\\.[a-z_-]+)+)\"");
    /** Where a constant of an enum, or a word of the supervisor, ends the key. */
    private static final Pattern PREFIX = Pattern.compile("\"([a-z][a-z.-]*\\.)\" \\+");

    private final ResourceBundle bundle = ResourceBundle.getBundle("dev.bulkhead.ui.text.window", Locale.ROOT);

    @Test
    void everyKeyOfTheCodeHasAText() throws IOException {
        assertThat(keysOfTheCode()).isSubsetOf(bundle.keySet());
    }

    @Test
    void everyTextIsAskedForByTheCode() throws IOException {
        Set<String> prefixes = find(PREFIX);
        Set<String> asked = keysOfTheCode();
        assertThat(bundle.keySet())
                .allMatch(key -> asked.contains(key) || prefixes.stream().anyMatch(key::startsWith));
    }

    @Test
    void germanSaysAllThatEnglishSaysAndNothingElse() throws IOException {
        Set<String> german = new TreeSet<>();
        for (String line :
                Files.readAllLines(Path.of("src/main/resources/dev/bulkhead/ui/text/window_de.properties"))) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(" ")) {
                german.add(line.substring(0, line.indexOf('=')));
            }
        }
        assertThat(german).containsExactlyInAnyOrderElementsOf(bundle.keySet());
    }

    /** A number that one language fills in and the other does not would be lost on who reads the other. */
    @Test
    void germanFillsInTheSame() {
        ResourceBundle german = ResourceBundle.getBundle("dev.bulkhead.ui.text.window", Locale.GERMAN);
        assertThat(bundle.keySet())
                .allMatch(key -> placeholders(german.getString(key)).equals(placeholders(bundle.getString(key))))
                .allMatch(key -> !german.getString(key).replace("''", "").contains("'"));
    }

    private static Set<String> placeholders(String pattern) {
        return Pattern.compile("\\{(\\d)")
                .matcher(pattern)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theLanguageFollowsTheLocale() {
        assertThat(Texts.of(Locale.GERMANY).get("page.sign-out")).isEqualTo("Jetzt sperren");
        assertThat(Texts.of(Locale.FRANCE).get("page.sign-out")).isEqualTo("Lock now");
        assertThat(Texts.of(Locale.GERMANY).get("halt.measured", 2, 3, 0))
                .isEqualTo("2 Aufrufe waren unterwegs; 3 Prozesse wurden beendet; keiner blieb übrig.");
    }

    @Test
    void everyStateAndStatusHasAWord() {
        Texts texts = Texts.of(Locale.ENGLISH);
        assertThat(Stream.concat(
                                Stream.of(TenantState.values()).map(state -> "state." + state.wireName()),
                                Stream.of(EventStatus.values()).map(status -> "status." + status.wireName()))
                        .map(texts::get))
                .doesNotContain("")
                .hasSize(TenantState.values().length + EventStatus.values().length);
    }

    /** The audit's own list of what happens, in the sources beside ours: we do not know the supervisor. */
    @Test
    void everyEventAndEveryAlertOfTheSupervisorHasAWord() throws IOException {
        Path daemon = Path.of("../supervisor/daemon/src/main/java/dev/bulkhead/daemon/tenant");
        assertThat(constants(daemon.resolve("EventType.java"), "^ {4}([A-Z][A-Z_]+)[,;(]"))
                .hasSizeGreaterThan(60)
                .allMatch(name -> bundle.containsKey("event." + name.toLowerCase(Locale.ROOT)));
        assertThat(constants(daemon.resolve("AlertRule.java"), "^ {8}([A-Z][A-Z_]+)\\("))
                .hasSizeGreaterThan(10)
                .allMatch(name -> bundle.containsKey(
                        "alert.rule." + name.toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    private static Set<String> constants(Path source, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(source))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** In a pattern of MessageFormat a single apostrophe swallows the placeholders behind it. */
    @Test
    void everyApostropheIsWrittenTwice() {
        assertThat(bundle.keySet())
                .allMatch(key -> !bundle.getString(key).replace("''", "").contains("'"));
    }

    @Test
    void aWordThatOnlyANewerSupervisorKnowsIsShownAsItCame() {
        assertThat(Texts.of(Locale.ENGLISH).getOr("event.moon_landing", "moon landing"))
                .isEqualTo("moon landing");
    }

    private Set<String> keysOfTheCode() throws IOException {
        // What looks like a key and begins as no key does is a file or a property.
        Set<String> firsts = bundle.keySet().stream()
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toSet());
        Set<String> keys = find(KEY);
        keys.removeIf(key -> !firsts.contains(key.substring(0, key.indexOf('.'))));
        keys.removeAll(Set.of(
                "audit.tail",
                "audit.index",
                "audit.page",
                "audit.row",
                "audit.export",
                "settings.check",
                "settings.write",
                "switch.show",
                "window.css",
                "window.json"));
        // A column's key is put together from its name.
        for (String column : List.of("time", "type", "tool", "status", "latency", "peer", "detail")) {
            keys.add("audit.column." + column);
        }
        return keys;
    }

    private static Set<String> find(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String source : sources()) {
            Matcher matcher = pattern.matcher(source);
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }
}
