package dev.bulkhead.protocol.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bulkhead.protocol.line.RpcLine.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RpcScannerTest {
    /** As strict as the parser behind us, which the scan must never disagree with. */
    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final RpcScanner scanner = new RpcScanner();

    private RpcLine scan(String line) {
        return scan(line.getBytes(StandardCharsets.UTF_8));
    }

    private RpcLine scan(byte[] line) {
        return scanner.scan(line, 0, line.length);
    }

    private static String text(@Nullable Span span) {
        return Objects.requireNonNull(span).text();
    }

    private void refused(String line, int code) {
        RpcLine scanned = scan(line);
        assertThat(scanned.kind()).as(line).isEqualTo(Kind.INVALID);
        assertThat(scanned.errorCode()).as(line).isEqualTo(code);
        assertThat(scanned.problem()).isNotEmpty();
    }

    @Test
    void aCallIsReadAtItsOwnLevels() {
        RpcLine line = scan(
                "{\"method\":\"tools/call\",\"params\":{\"arguments\":{\"name\":\"x\",\"id\":9},\"name\":\"read_file\"},"
                        + "\"jsonrpc\":\"2.0\",\"id\":\"a\\u0062\"}");
        assertThat(line.kind()).isEqualTo(Kind.REQUEST);
        assertThat(line.method()).isEqualTo("tools/call");
        assertThat(text(line.inner("name"))).isEqualTo("read_file");
        assertThat(Objects.requireNonNull(line.inner("arguments")).raw()).isEqualTo("{\"name\":\"x\",\"id\":9}");
        assertThat(line.idKey()).isEqualTo("s:ab");
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedHoweverItIsSpelt() {
        refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"method\":\"b\"}", -32600);
        refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"m\\u0065thod\":\"b\"}", -32600);
        refused(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"name\":\"x\",\"n\\u0061me\":\"y\"}}",
                -32600);
        assertThat(
                        scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"m\\u0065thod\":\"a\",\"params\":{\"arguments\":{\"a\":1,\"a\":2}}}")
                                .kind())
                .isEqualTo(Kind.REQUEST);
    }

    @Test
    void anIdThatPeersCouldReadDifferentlyIsRefused() {
        for (String id : List.of("null", "1.5", "1e3", "-0", "true", "[1]", "{}")) {
            refused("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}", -32600);
        }
        for (String id : List.of("0", "-7", "123456789012345678901234567890", "\"\"")) {
            assertThat(scan("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}")
                            .kind())
                    .isEqualTo(Kind.REQUEST);
        }
    }

    @Test
    void anIdOf256BytesIsTakenAndALongerOneRefused() {
        for (String quote : List.of("", "\"")) {
            String longest = quote + "7".repeat(256) + quote;
            assertThat(scan("{\"jsonrpc\":\"2.0\",\"id\":" + longest + ",\"method\":\"ping\"}")
                            .kind())
                    .isEqualTo(Kind.REQUEST);
            refused(
                    "{\"jsonrpc\":\"2.0\",\"id\":" + quote + "7" + longest.substring(quote.length())
                            + ",\"method\":\"ping\"}",
                    -32600);
        }
    }

    @Test
    void theVersionIsAStringAndNoNumber() {
        refused("{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}", -32600);
        assertThat(scan("{\"jsonrpc\":\"2\\u002e0\",\"id\":1,\"method\":\"ping\"}")
                        .kind())
                .isEqualTo(Kind.REQUEST);
    }

    @Test
    void oneIdIsTheSameInEverySpelling() {
        assertThat(scan("{\"jsonrpc\":\"2.0\",\"id\":\"\\u0031\",\"method\":\"ping\"}")
                        .idKey())
                .isEqualTo("s:1");
        assertThat(scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}").idKey())
                .isEqualTo("n:1");
    }

    @Test
    void whatIsNoStrictJsonIsRefused() {
        for (String line : List.of(
                "",
                "{",
                "nope",
                "{\"jsonrpc\":\"2.0\"",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\" 1}",
                "{} {}",
                "{\"a\":tru}")) {
            refused(line, -32700);
        }
        refused("\ufeff{}", -32600);
        refused("\"text\"", -32600);
        refused("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600);
        refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\\u0000\",\"params\":[1]}", -32600);
        refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}}", -32600);
        refused("[".repeat(100_000), -32600);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        String[] wrong = {"c0af", "eda080", "f4908080", "80", "e28028", "ff", "c3"};
        for (String hex : wrong) {
            byte[] bad = java.util.HexFormat.of().parseHex(hex);
            byte[] line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"0123456789????\"}}"
                    .getBytes(StandardCharsets.US_ASCII);
            int at = new String(line, StandardCharsets.US_ASCII).indexOf("????");
            System.arraycopy(bad, 0, line, at, bad.length);
            RpcLine scanned = scan(line);
            assertThat(scanned.kind()).as(hex).isEqualTo(Kind.INVALID);
            assertThat(scanned.errorCode()).as(hex).isEqualTo(-32600);
        }
    }

    @Property(tries = 2000)
    void whatTheScanAcceptsTheParserBehindItReadsTheSame(@ForAll("mutated") byte[] line) throws IOException {
        RpcLine scanned = scan(line);
        if (scanned.kind() == Kind.INVALID || scanned.kind() == Kind.BATCH) {
            return;
        }
        JsonNode tree;
        try (JsonParser parser = JACKSON.createParser(line)) {
            tree = JACKSON.readTree(parser);
        } catch (com.fasterxml.jackson.core.exc.StreamReadException e) {
            // Only below the levels that policy looks at may a key stand twice.
            assertThat(e.getMessage()).contains("Duplicate field");
            return;
        }
        assertThat(scanned.method()).isEqualTo(tree.path("method").asText(""));
        if (scanned.inner("name") != null && tree.path("params").path("name").isTextual()) {
            assertThat(text(scanned.inner("name")))
                    .isEqualTo(tree.path("params").path("name").asText());
        }
        if (tree.path("id").isTextual()) {
            assertThat(scanned.idKey()).isEqualTo("s:" + tree.path("id").asText());
        }
    }

    /** Good lines with bytes changed, cut out, doubled and put in: most are broken, in ways that a person would not think of. */
    @Provide
    Arbitrary<byte[]> mutated() {
        Arbitrary<String> seeds = Arbitraries.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\",\"arguments\":{\"path\":\"a\\u00e4 é\"}}}",
                "{\"method\":\"tools/list\",\"id\":\"x\\\"y\",\"jsonrpc\":\"2.0\",\"params\":{\"_meta\":{\"a\":[1,2,{\"b\":null}]}}}",
                "{ \"jsonrpc\" : \"2.0\" , \"result\" : { \"content\" : [ ] , \"isError\" : false } , \"id\" : -12 }");
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 160);
        Arbitrary<Byte> bytes = Arbitraries.of(
                (byte) '"',
                (byte) '\\',
                (byte) '{',
                (byte) '}',
                (byte) ',',
                (byte) ':',
                (byte) 'u',
                (byte) '0',
                (byte) 0,
                (byte) 0xc3,
                (byte) 0xa9,
                (byte) ' ',
                (byte) 'e',
                (byte) '-',
                (byte) '.',
                (byte) '[');
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 3);
        return net.jqwik.api.Combinators.combine(
                        seeds,
                        places.list().ofMaxSize(3),
                        bytes.list().ofSize(3),
                        kinds.list().ofSize(3))
                .as((seed, where, what, how) -> {
                    byte[] line = seed.getBytes(StandardCharsets.UTF_8);
                    for (int i = 0; i < where.size(); i++) {
                        line = mutate(line, where.get(i) % line.length, what.get(i), how.get(i));
                    }
                    return line;
                });
    }

    private static byte[] mutate(byte[] line, int at, byte what, int how) {
        switch (how) {
            case 0 -> {
                byte[] changed = line.clone();
                changed[at] = what;
                return changed;
            }
            case 1 -> {
                byte[] longer = new byte[line.length + 1];
                System.arraycopy(line, 0, longer, 0, at);
                longer[at] = what;
                System.arraycopy(line, at, longer, at + 1, line.length - at);
                return longer;
            }
            case 2 -> {
                return line.length < 2 ? line : Arrays.copyOf(line, line.length - 1);
            }
            default -> {
                return line;
            }
        }
    }
}
