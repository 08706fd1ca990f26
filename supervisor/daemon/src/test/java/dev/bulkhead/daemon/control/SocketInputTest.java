package dev.bulkhead.daemon.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Lines up to their bound, and secrets between them. */
class SocketInputTest {
    private static SocketInput input(String text) {
        return input(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static SocketInput input(InputStream stream) {
        return new SocketInput(Channels.newChannel(stream));
    }

    private static String line(SocketInput input, int longest) throws IOException {
        byte[] line = input.line(longest);
        return line == null ? "the end" : new String(line, UTF_8);
    }

    @Test
    void aLineOfTheLongestLengthIsReadAndOneByteMoreIsNot() throws Exception {
        for (int longest : new int[] {SocketInput.LONGEST_HELLO, SocketInput.LONGEST_REQUEST}) {
            String fits = "x".repeat(longest);
            SocketInput both = input(fits + "\n" + fits + "y\nafter\n");
            assertThat(line(both, longest)).isEqualTo(fits);
            assertThatThrownBy(() -> both.line(longest)).isInstanceOf(SocketInput.LineTooLongException.class);
            both.skipLine();
            assertThat(line(both, longest)).isEqualTo("after");
            assertThat(line(both, longest)).isEqualTo("the end");
        }
    }

    @Test
    void aSecretBehindALongLineIsWholeAndSoIsTheLineBehindIt() throws Exception {
        String much = "x".repeat(300_000);
        SocketInput input = input(much + "\nsecret" + much + "\n");
        assertThat(line(input, SocketInput.LONGEST_REQUEST)).isEqualTo(much);
        try (var secret = input.secret(6)) {
            assertThat((boolean) secret.use(bytes -> Arrays.equals(bytes, "secret".getBytes(UTF_8))))
                    .isTrue();
        }
        assertThat(line(input, SocketInput.LONGEST_REQUEST)).isEqualTo(much);
    }

    @Test
    void aLineThatNeverEndsIsNotReadForEver() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                Arrays.fill(bytes, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        SocketInput input = input(endless);
        assertThatThrownBy(() -> input.line(SocketInput.LONGEST_HELLO))
                .isInstanceOf(SocketInput.LineTooLongException.class);
        assertThatThrownBy(input::skipLine).isInstanceOf(IOException.class).hasMessageContaining("nobody reads");
    }
}
