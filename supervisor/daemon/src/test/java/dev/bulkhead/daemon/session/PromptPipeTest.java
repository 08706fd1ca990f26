package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real pipe, to a process that reads when it is told to. */
class PromptPipeTest {
    private static final byte[] LINE = "a line of no great length\n".getBytes(StandardCharsets.US_ASCII);

    private Process reader;
    private PromptPipe pipe;

    @BeforeEach
    void aReaderThatDoesNotRead() throws IOException {
        to("sleep", "60");
    }

    private void to(String... command) throws IOException {
        reader = new ProcessBuilder(command).start();
        pipe = PromptPipe.open(Path.of("/proc/" + reader.pid() + "/fd/0"));
    }

    @AfterEach
    void ends() throws IOException {
        pipe.close();
        reader.destroyForcibly();
    }

    @Test
    void writesWholeLinesUntilThereIsNoRoomAndThenNothing() throws Exception {
        int lines = 0;
        while (pipe.write(LINE, 0, LINE.length)) {
            lines++;
        }
        assertThat(lines).isBetween(100, 1 << 20);
        assertThat(pipe.write(LINE, 0, LINE.length)).isFalse();
    }

    @Test
    void writesThePartThatItIsGiven() throws Exception {
        ends();
        to("head", "-c", "4");
        assertThat(pipe.write(LINE, 2, 4)).isTrue();
        assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("line");
    }

    @Test
    void whatCouldGoInPartsDoesNotGo() throws Exception {
        byte[] longest = new byte[PromptPipe.LONGEST + 1];
        Arrays.fill(longest, (byte) 'x');
        assertThat(pipe.write(longest, 0, longest.length)).isFalse();
        assertThat(pipe.write(longest, 0, PromptPipe.LONGEST)).isTrue();
    }

    @Test
    void aReaderThatHasGoneIsLeftToWhoWaits() throws Exception {
        reader.destroyForcibly().waitFor();
        reader.getOutputStream().close();
        assertThat(pipe.write(LINE, 0, LINE.length)).isFalse();
    }

    @Test
    void afterTheEndNothingIsWrittenAndTheEndCanBeSaidTwice() throws Exception {
        pipe.close();
        pipe.close();
        assertThat(pipe.write(LINE, 0, LINE.length)).isFalse();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> PromptPipe.open(Path.of("/proc/self/fd/does-not-exist")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does-not-exist");
    }
}
