package dev.bulkhead.tenantserver.lane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class LineReaderTest {
    private static final int LONGEST = 10;

    @Property
    void linesDoNotDependOnHowTheirBytesCame(
            @ForAll @Chars({'a', 'b', '\n'}) @StringLength(max = 60) String text,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 9) Integer> cuts) {
        List<String> expected = new ArrayList<>();
        int from = 0;
        for (int lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', from)) {
            expected.add(lf - from > LONGEST ? "too long" : text.substring(from, lf));
            from = lf + 1;
        }
        if (text.length() - from > LONGEST) {
            expected.add("too long");
        }
        assertThat(linesOf(text.getBytes(ISO_8859_1), cuts)).isEqualTo(expected);
    }

    private static List<String> linesOf(byte[] bytes, List<Integer> cuts) {
        LineReader reader = new LineReader(LONGEST);
        List<String> lines = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int end = Math.min(bytes.length, at + (i < cuts.size() ? cuts.get(i) : bytes.length));
            reader.feed(Arrays.copyOfRange(bytes, at, end));
            at = end;
            for (LineReader.Found found = reader.next(); found != LineReader.Found.NEEDS_MORE; found = reader.next()) {
                lines.add(found == LineReader.Found.TOO_LONG ? "too long" : current(reader));
            }
        }
        return lines;
    }

    private static String current(LineReader reader) {
        return new String(reader.line(), reader.from(), reader.to() - reader.from(), ISO_8859_1);
    }
}
