package dev.bulkhead.daemon.tenant;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ToolPatternTest {
    @Test
    void aStarStandsForAnyRunOfCharactersAlsoForNone() {
        assertThat(new ToolPattern("crm__send_*").matches("crm__send_mail")).isTrue();
        assertThat(new ToolPattern("crm__send_*").matches("crm__send_")).isTrue();
        assertThat(new ToolPattern("*__delete_*").matches("crm__delete_account"))
                .isTrue();
        assertThat(new ToolPattern("*").matches("read_file")).isTrue();
    }

    @Test
    void theWholeNameMustMatchLetterByLetter() {
        assertThat(new ToolPattern("read_file").matches("read_file")).isTrue();
        assertThat(new ToolPattern("read_file").matches("read_file2")).isFalse();
        assertThat(new ToolPattern("read_file").matches("Read_File")).isFalse();
        assertThat(new ToolPattern("crm__*").matches("xcrm__send")).isFalse();
        assertThat(new ToolPattern("a.c").matches("abc")).isFalse();
        assertThat(new ToolPattern("read_file").matches("")).isFalse();
    }

    @Test
    void whatIsNoPatternIsRefused() {
        for (String bad : new String[] {"", "a b", "a\n", "a?", "[a]", "ä", "a".repeat(129)}) {
            assertThatThrownBy(() -> new ToolPattern(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a pattern");
        }
    }

    @Test
    void aNameOfAbsurdLengthMatchesNothing() {
        assertThat(new ToolPattern("*").matches("a".repeat(256))).isTrue();
        assertThat(new ToolPattern("*").matches("a".repeat(257))).isFalse();
    }

    @Test
    @Timeout(value = 5, unit = SECONDS)
    void noPatternIsSlow() {
        var pattern = new ToolPattern("*a".repeat(63) + "*b");
        for (int i = 0; i < 10_000; i++) {
            assertThat(pattern.matches("a".repeat(256))).isFalse();
        }
    }

    @Test
    void theFirstPatternThatMatchesIsTheRule() {
        var patterns = List.of(new ToolPattern("a*"), new ToolPattern("ab*"));
        assertThat(ToolPattern.firstMatch(patterns, "abc")).contains(new ToolPattern("a*"));
        assertThat(ToolPattern.firstMatch(patterns, "x")).isEmpty();
    }

    @Property
    void itAgreesWithTheRegularExpressionThatItReplaces(
            @ForAll @StringLength(min = 1, max = 12) @Chars({'a', 'b', '*', '.'}) String pattern,
            @ForAll @StringLength(max = 16) @CharRange(from = 'a', to = 'b') String name) {
        String regex = pattern.replace(".", "\\.").replace("*", ".*");
        assertThat(new ToolPattern(pattern).matches(name)).isEqualTo(Pattern.matches(regex, name));
    }
}
