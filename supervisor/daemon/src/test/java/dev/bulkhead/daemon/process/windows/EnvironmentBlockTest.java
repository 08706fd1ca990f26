package dev.bulkhead.daemon.process.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Variables to a block and back. */
class EnvironmentBlockTest {
    private static String text(Map<String, String> variables) {
        return new String(EnvironmentBlock.of(variables), StandardCharsets.UTF_16LE);
    }

    @Test
    void variablesStandSortedWithoutCaseEachWithItsEnd() {
        assertThat(text(Map.of("b", "2", "A", "ü=1", "C", ""))).isEqualTo("A=ü=1\0b=2\0C=\0\0");
        assertThat(text(Map.of())).isEqualTo("\0\0");
    }

    @Property
    void whatIsPutTogetherComesApartAgain(
            @ForAll @Size(max = 8) Map<@AlphaChars @NotEmpty String, @AlphaChars String> variables) {
        TreeMap<String, String> once = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        once.putAll(variables);
        TreeMap<String, String> back = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String block = text(once);
        assertThat(block).endsWith("\0\0");
        for (String each : block.substring(0, block.length() - 1).split("\0", -1)) {
            if (!each.isEmpty()) {
                back.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
            }
        }
        assertThat(back).isEqualTo(once);
    }

    @Test
    void whatWindowsWouldReadOtherwiseIsRefused() {
        for (Map<String, String> bad : java.util.List.of(
                Map.of("", "x"),
                Map.of("A=B", "x"),
                Map.of("A\0", "x"),
                Map.of("A", "x\0B=y"),
                Map.of("A", "1", "a", "2"))) {
            assertThatThrownBy(() -> EnvironmentBlock.of(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
