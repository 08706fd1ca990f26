package dev.bulkhead.protocol.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    @Property(tries = 300)
    void linesComeOutAsTheyWentInHoweverTheyWereCut(
            @ForAll @Size(max = 20)
                    List<@CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 300) String> lines,
            @ForAll @IntRange(min = 1, max = 64) int piece)
            throws IOException {
        byte[] all = String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8);
        LineBuffer buffer = new LineBuffer();
        List<String> out = new ArrayList<>();
        for (int at = 0; at < all.length; at += piece) {
            buffer.append(Arrays.copyOfRange(all, at, Math.min(all.length, at + piece)));
            take(buffer, out);
        }
        assertThat(out).isEqualTo(lines);
        assertThat(buffer.hasHalfLine()).isFalse();
    }

    private static void take(LineBuffer buffer, List<String> out) throws IOException {
        while (buffer.next()) {
            assertThat(buffer.array()[buffer.start() + buffer.length()]).isEqualTo((byte) '\n');
            out.add(new String(buffer.array(), buffer.start(), buffer.length(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void carriageReturnsAndEmptyLinesAreTakenOut() throws IOException {
        LineBuffer buffer = new LineBuffer();
        List<String> out = new ArrayList<>();
        buffer.append("a\r\n\r\n\nb\n".getBytes(StandardCharsets.UTF_8));
        take(buffer, out);
        assertThat(out).containsExactly("a", "b");
    }

    @Test
    void aLineOfTheBoundPassesAndOneByteMoreDoesNot() throws IOException {
        byte[] most = new byte[LineBuffer.MAX_LINE + 1];
        Arrays.fill(most, (byte) 'x');
        most[LineBuffer.MAX_LINE] = '\n';
        LineBuffer buffer = new LineBuffer();
        buffer.append(most);
        assertThat(buffer.next()).isTrue();
        assertThat(buffer.length()).isEqualTo(LineBuffer.MAX_LINE);

        byte[] over = new byte[LineBuffer.MAX_LINE + 1];
        Arrays.fill(over, (byte) 'x');
        LineBuffer second = new LineBuffer();
        second.append(over);
        assertThatThrownBy(second::next).isInstanceOf(LineBuffer.LineTooLongException.class);
    }
}
