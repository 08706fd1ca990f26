package dev.bulkhead.tenantserver.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RightsTest {
    @Property
    void aStarStandsForAnyCharacters(
            @ForAll @Chars({'a', 'b', '*'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String name) {
        boolean expected = Pattern.matches(pattern.replace("*", ".*"), name);
        assertThat(new Rights(List.of(pattern), 0).allows(name)).isEqualTo(expected);
    }

    @Test
    void nothingIsAllowedThatNoPatternNames() {
        Rights rights = new Rights(List.of("read_*", "crm__*_send"), 0);
        assertThat(rights.allows("read_file")).isTrue();
        assertThat(rights.allows("crm__mail_send")).isTrue();
        assertThat(rights.allows("write_file")).isFalse();
        assertThat(new Rights(List.of(), 0).allows("read_file")).isFalse();
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        assertThat(new Rights(List.of("*a".repeat(200) + "b"), 0).allows("a".repeat(5000)))
                .isFalse();
    }
}
