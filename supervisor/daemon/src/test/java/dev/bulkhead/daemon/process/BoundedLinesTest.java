package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    @Test
    void aLineWithoutAnEndIsCut() throws IOException {
        assertThat(lines("a".repeat(100_000) + "\nb\n\nc")).containsExactly("a".repeat(2000), "b", "", "c");
    }

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        BoundedLines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::add);
        return lines;
    }
}
