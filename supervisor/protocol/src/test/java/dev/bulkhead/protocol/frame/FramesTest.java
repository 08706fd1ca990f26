package dev.bulkhead.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Property(tries = 100)
    void whatGoesInOnALaneComesOutOnIt(
            @ForAll @IntRange(min = 0) int lane, @ForAll @IntRange(min = 1, max = 200_000) int length)
            throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        new FrameWriter(pipe).write(lane, bytes, 0, length);
        FrameReader reader = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (FrameReader.Frame frame = reader.next(); frame != null; frame = reader.next()) {
            assertThat(frame.lane()).isEqualTo(lane);
            assertThat(frame.bytes().length).isLessThanOrEqualTo(Frames.MAX_PAYLOAD);
            out.writeBytes(frame.bytes());
        }
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void whatIsNoFrameEndsThePipe() {
        for (String wrong : new String[] {
            "hello\n", "1 0\n", "1 65537\nx", "-1 3\nabc", " 1 3\nabc", "1 3", "1 3\nab", "99999999999 1\na"
        }) {
            FrameReader reader = new FrameReader(new ByteArrayInputStream(wrong.getBytes(StandardCharsets.US_ASCII)));
            assertThatThrownBy(reader::next).as(wrong).isInstanceOf(IOException.class);
        }
    }
}
