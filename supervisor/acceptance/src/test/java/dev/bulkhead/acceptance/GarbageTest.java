package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a host sends, it gets an error or the end within seconds, and nobody else notices. */
class GarbageTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_LINE = 16 * 1024 * 1024;
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"list_files\",\"arguments\":{}}}";

    private static Agency agency;

    /** A session of the other tenant, which goes on all the while. */
    private static HostSession other;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        other = agency.host("globex");
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        agency.close();
    }

    /** What a line is, the line, and the error code that answers it. */
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("no JSON", bytes("hello"), -32700),
                Arguments.of("half an object", bytes("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\""), -32700),
                Arguments.of("two messages", bytes(CALL + " " + CALL), -32700),
                Arguments.of("a raw control character", bytes(CALL.replace("list_files", "list\u0001files")), -32700),
                Arguments.of("no UTF-8", withByte(CALL, 'f', 0xff), -32600),
                Arguments.of("an overlong encoding", withBytes(CALL, 'f', 0xc0, 0xaf), -32600),
                Arguments.of("half a surrogate pair", withBytes(CALL, 'f', 0xed, 0xa0, 0x80), -32600),
                Arguments.of("a NUL", withByte(CALL, 'f', 0), -32600),
                Arguments.of("a byte order mark", bytes("\ufeff" + CALL), -32600),
                Arguments.of("a deep nesting", bytes(nested(100_000)), -32600),
                Arguments.of("a deep nesting in arguments", bytes(CALL.replace("{}", nested(100_000))), -32600),
                Arguments.of("a batch", bytes("[" + CALL + "]"), -32600),
                Arguments.of("an empty batch", bytes("[]"), -32600),
                Arguments.of("a string", bytes("\"ping\""), -32600),
                Arguments.of("no version", bytes(CALL.replace("\"jsonrpc\":\"2.0\",", "")), -32600),
                Arguments.of("a key twice", bytes(CALL.replace("\"id\":7", "\"id\":7,\"id\":8")), -32600),
                Arguments.of(
                        "a key twice, escaped", bytes(CALL.replace("\"id\":7", "\"id\":7,\"\\u0069d\":8")), -32600),
                Arguments.of(
                        "a tool twice",
                        bytes(CALL.replace("\"arguments\"", "\"name\":\"write_file\",\"arguments\"")),
                        -32600),
                Arguments.of(
                        "a tool twice, escaped",
                        bytes(CALL.replace("\"arguments\"", "\"n\\u0061me\":\"write_file\",\"arguments\"")),
                        -32600),
                Arguments.of(
                        "arguments twice", bytes(CALL.replace("{}", "{},\"arguments\":{\"path\":\"..\"}")), -32600),
                Arguments.of(
                        "params that are a list", bytes(CALL.replaceFirst("\"params\":.*", "\"params\":[]}")), -32600),
                Arguments.of("an id that is null", bytes(CALL.replace("\"id\":7", "\"id\":null")), -32600),
                Arguments.of("an id that is fractional", bytes(CALL.replace("\"id\":7", "\"id\":7.5")), -32600),
                Arguments.of("an id with an exponent", bytes(CALL.replace("\"id\":7", "\"id\":7e0")), -32600),
                Arguments.of("an id that is an object", bytes(CALL.replace("\"id\":7", "\"id\":{}")), -32600),
                Arguments.of(
                        "an id of 300 bytes",
                        bytes(CALL.replace("\"id\":7", "\"id\":\"" + "i".repeat(300) + "\"")),
                        -32600),
                Arguments.of("a method that is a number", bytes(CALL.replace("\"tools/call\"", "1")), -32600),
                Arguments.of(
                        "a result and a method", bytes(CALL.replace("\"id\":7", "\"id\":7,\"result\":{}")), -32600),
                Arguments.of("a tool that is no string", bytes(CALL.replace("\"list_files\"", "[]")), -32602));
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withByte(String line, char replaced, int b) {
        return withBytes(line, replaced, b);
    }

    private static byte[] withBytes(String line, char replaced, int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = line.indexOf(replaced);
        out.writeBytes(bytes(line.substring(0, at)));
        Arrays.stream(bytes).forEach(out::write);
        out.writeBytes(bytes(line.substring(at + 1)));
        return out.toByteArray();
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineThatTwoParsersCouldReadDifferentlyIsRefusedAndTheSessionGoesOn(String what, byte[] line, int code)
            throws Exception {
        try (HostSession host = agency.host("acme")) {
            host.send(line);
            host.send("\n");
            JsonNode error = host.await("an error for " + what, LIMIT, answer -> answer.has("error"));
            assertThat(error.at("/error/code").asInt()).isEqualTo(code);
            assertThat(error.has("id")).isTrue();
            assertThat(error.at("/error/message").asText()).doesNotContain("Exception", "dev.bulkhead");
            assertThat(other.call("list_files").has("result")).isTrue();
            assertThat(host.call("list_files").has("result")).as("its twin").isTrue();
        }
    }

    @Test
    void anIdThatIsInFlightIsRefusedASecondTime() throws Exception {
        long server = agency.bulkhead().status("acme").path("pid").asLong();
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            Processes.signal("STOP", server);
            try {
                host.send(CALL);
                host.send(CALL);
                JsonNode refused = host.await("the refusal", LIMIT, HostSession.isAnswerTo(7));
                assertThat(refused.at("/error/code").asInt()).isEqualTo(-32600);
            } finally {
                Processes.signal("CONT", server);
            }
            assertThat(host.answer(7).has("result")).isTrue();
            host.send(CALL);
            assertThat(host.answer(7).has("result"))
                    .as("once it was answered, it is free again")
                    .isTrue();
        }
    }

    @Test
    void halfALineAndThenTheEndIsAnEnd() throws Exception {
        try (HostSession host = agency.host("acme")) {
            host.send(bytes(CALL.substring(0, 40)));
            host.closeStdin();
            assertThat(host.exitCode(LIMIT)).isZero();
            assertThat(host.untaken()).isEmpty();
        }
    }

    @Test
    void aLineOverTheBoundGetsAnErrorWithoutAnIdAndTheEnd() throws Exception {
        try (HostSession host = agency.host("acme")) {
            Thread sends = Thread.ofVirtual().start(() -> sendQuietly(host, MAX_LINE + 1024 * 1024));
            JsonNode error = host.await("the error", LIMIT, answer -> answer.has("error"));
            assertThat(error.path("id").isNull()).isTrue();
            assertThat(error.at("/error/message").asText()).contains(Integer.toString(MAX_LINE));
            assertThat(host.exitCode(LIMIT)).isEqualTo(1);
            sends.join();
            assertThat(other.call("list_files").has("result")).isTrue();
        }
    }

    private static void sendQuietly(HostSession host, int length) {
        try {
            byte[] line = new byte[length];
            Arrays.fill(line, (byte) 'x');
            host.send(line);
            host.send("\n");
        } catch (IOException e) {
            // The launcher went while we still wrote: what is tested is what it said before.
        }
    }

    @Test
    void aLineJustBelowTheBoundWorks() throws Exception {
        try (HostSession host = agency.host("acme")) {
            String head =
                    "{\"jsonrpc\":\"2.0\",\"id\":1000,\"method\":\"tools/call\",\"params\":{\"name\":\"write_file\","
                            + "\"arguments\":{\"path\":\"large.txt\",\"content\":\"";
            String tail = "\"}}}";
            int size = MAX_LINE - head.length() - tail.length();
            host.send(head + "z".repeat(size) + tail);
            JsonNode answer = host.answer(1000);
            assertThat(answer.at("/result/structuredContent/size").asInt())
                    .as(answer.toString())
                    .isEqualTo(size);
            assertThat(agency.workspace("acme").resolve("large.txt")).hasSize(size);
        }
    }
}
