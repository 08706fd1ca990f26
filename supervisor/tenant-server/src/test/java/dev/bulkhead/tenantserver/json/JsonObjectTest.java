package dev.bulkhead.tenantserver.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.line.Span;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonObject of(String json) {
        return JsonObject.of(json.getBytes(UTF_8));
    }

    private static String text(JsonObject object) {
        return new String(object.bytes(), UTF_8);
    }

    @Test
    void whatIsNotChangedKeepsItsBytesAndItsPlace() {
        JsonObject object = of(
                " { \"b\" : 1.0 , \"\\u0061\":[ {\"x\":\"}]\\\"\"} , 2 ],\"big\":12345678901234567890123, \"o\":{ \"k\":1 } } ");
        object.put("b", "true".getBytes(UTF_8));
        object.putText("new", "\n\"é");
        assertThat(text(object))
                .isEqualTo(
                        "{\"b\":true,\"\\u0061\":[ {\"x\":\"}]\\\"\"} , 2 ],\"big\":12345678901234567890123,\"o\":{ \"k\":1 },\"new\":\"\\n\\\"é\"}");
    }

    @Test
    void anObjectInsideIsChangedInPlace() {
        JsonObject object = of("{\"a\":{\"x\":1,\"y\":2},\"z\":3}");
        object.needObject("a").remove("x");
        object.needObject("n").putJson("m", "{}");
        assertThat(text(object)).isEqualTo("{\"a\":{\"y\":2},\"z\":3,\"n\":{\"m\":{}}}");
        object.needObject("a").remove("y");
        object.removeIfEmpty("a");
        object.needObject("z").putJson("q", "0");
        assertThat(text(object)).isEqualTo("{\"z\":{\"q\":0},\"n\":{\"m\":{}}}");
        assertThat(object.get("n")).isNotNull().extracting(Span::raw).isEqualTo("{\"m\":{}}");
    }

    @Test
    void aKeyThatIsRepeatedOrSpeltOtherwiseIsOneKey() {
        JsonObject object = of("{\"a\":1,\"\\u0061\":2,\"b\":3}");
        assertThat(object.get("a")).isNotNull().extracting(Span::raw).isEqualTo("1");
        assertThat(text(object.putJson("a", "9"))).isEqualTo("{\"a\":9,\"b\":3}");
        assertThat(of("{\"a\":1,\"\\u0061\":2}").remove("a")).isTrue();
        assertThat(of("{}").isEmpty()).isTrue();
    }

    @Test
    void whatIsNoObjectOrTooMuchIsRefused() {
        assertThatThrownBy(() -> of("[1]")).isInstanceOf(IllegalArgumentException.class);
        StringBuilder many = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 10_000; i++) {
            many.append(",\"k").append(i).append("\":0");
        }
        assertThatThrownBy(() -> of(many.append('}').toString())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Against a tree: any object, any changes. */
    @Property(tries = 500)
    void itIsChangedAsATreeWouldBe(@ForAll long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        String json = value(random, 0);
        ObjectNode tree = (ObjectNode) JSON.readTree(json);
        JsonObject object = of(json);
        for (int i = 0; i < 5; i++) {
            String key = key(random);
            switch (random.nextInt(4)) {
                case 0 -> {
                    tree.remove(key);
                    object.remove(key);
                }
                case 1 -> {
                    String text = "\u2028\\" + i;
                    tree.put(key, text);
                    object.putText(key, text);
                }
                case 2 -> {
                    if (tree.get(key) instanceof ObjectNode inner) {
                        inner.remove("a");
                        object.needObject(key).remove("a");
                    }
                }
                default -> {
                    String value = value(random, 1).strip();
                    tree.set(key, JSON.readTree(value));
                    object.put(key, value.getBytes(UTF_8));
                }
            }
        }
        assertThat(JSON.readTree(object.bytes())).isEqualTo(tree);
    }

    private static String key(SplittableRandom random) {
        return String.valueOf("abcé\"\\".charAt(random.nextInt(6)));
    }

    private static String value(SplittableRandom random, int depth) {
        int kind = depth == 0 ? 0 : depth > 3 ? 2 + random.nextInt(3) : random.nextInt(5);
        StringBuilder out = new StringBuilder();
        switch (kind) {
            case 0 -> {
                Set<String> used = new HashSet<>();
                out.append(" {".substring(random.nextInt(2)));
                for (int i = random.nextInt(5); i > 0; i--) {
                    String key = key(random);
                    if (used.add(key)) {
                        out.append(used.size() > 1 ? " ,\t" : "").append(new String(JsonObject.quoted(key), UTF_8));
                        out.append(": ").append(value(random, depth + 1));
                    }
                }
                out.append('}');
            }
            case 1 -> {
                out.append('[');
                for (int i = random.nextInt(4); i > 0; i--) {
                    out.append(value(random, depth + 1)).append(i > 1 ? ", " : " ");
                }
                out.append(']');
            }
            case 2 -> out.append("-1.50e3");
            case 3 -> out.append("\"]}{[\\\"\\\\\"");
            default -> out.append("null");
        }
        return out.toString();
    }
}
