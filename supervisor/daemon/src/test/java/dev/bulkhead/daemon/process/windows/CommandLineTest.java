package dev.bulkhead.daemon.process.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words to a command line and back, by the rules of CommandLineToArgvW. */
class CommandLineTest {
    private static final String PROGRAM = "C:\\Program Files\\java.exe";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "plain, plain",
                "two words, \"two words\"",
                "~~, \"\"",
                "a\\b, a\\b",
                "ends\\, ends\\",
                "two words\\, \"two words\\\\\"",
                "say \"x\", \"say \\\"x\\\"\"",
                "a\\\"b, \"a\\\\\\\"b\"",
                "ü=ö, ü=ö"
            })
    void aWordIsQuotedOnlyWhereItMustBe(String word, String quoted) {
        assertThat(CommandLine.of(List.of(PROGRAM, word))).isEqualTo("\"" + PROGRAM + "\" " + quoted);
    }

    @Property
    void whatIsPutTogetherComesApartAgain(@ForAll("words") List<String> words) {
        List<String> all = new ArrayList<>(List.of(PROGRAM));
        all.addAll(words);
        assertThat(takenApart(CommandLine.of(all))).isEqualTo(all);
    }

    @Provide
    Arbitrary<List<String>> words() {
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars('\\', '"', ' ', '\t', 'a', '\n', '\u000b', '^', '%', 'ü')
                .ofMaxLength(12);
        return nasty.list().ofMaxSize(6);
    }

    @Test
    void whatCannotBePassedIsRefused() {
        assertThatThrownBy(() -> CommandLine.of(List.of("a\"b"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandLine.of(List.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandLine.of(List.of(PROGRAM, "a\0b"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandLine.of(List.of(PROGRAM, "x".repeat(CommandLine.LONGEST))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32766");
        assertThat(CommandLine.of(List.of("p", "x".repeat(CommandLine.LONGEST - 5))))
                .hasSize(CommandLine.LONGEST - 1);
    }

    /** CommandLineToArgvW as its page describes it: the program by its quotes alone, then backslashes that count before a quote. */
    private static List<String> takenApart(String line) {
        List<String> words = new ArrayList<>();
        int at = line.indexOf('"', 1);
        words.add(line.substring(1, at));
        at++;
        while (at < line.length()) {
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
            if (at == line.length()) {
                break;
            }
            StringBuilder word = new StringBuilder();
            boolean quoted = false;
            for (; at < line.length() && (quoted || line.charAt(at) != ' ' && line.charAt(at) != '\t'); at++) {
                int backslashes = 0;
                while (at < line.length() && line.charAt(at) == '\\') {
                    backslashes++;
                    at++;
                }
                boolean quote = at < line.length() && line.charAt(at) == '"';
                word.repeat('\\', quote ? backslashes / 2 : backslashes);
                if (quote && backslashes % 2 == 0) {
                    quoted = !quoted;
                } else if (quote) {
                    word.append('"');
                } else {
                    at--;
                    if (backslashes == 0) {
                        at++;
                        word.append(line.charAt(at));
                    }
                }
            }
            words.add(word.toString());
        }
        return words;
    }
}
