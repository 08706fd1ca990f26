package dev.bulkhead.tenantserver.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.tenantserver.testing.Talk;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class IdTest {
    private final Talk talk = Talk.withAll(Path.of("."));

    private String answered(String id, String before, String after) throws IOException {
        return talk.sayRaw("{" + before + "\"id\":" + id + after + ",\"jsonrpc\":\"2.0\",\"method\":\"ping\"}");
    }

    @Property(tries = 300)
    void anIntegerOfAnySizeComesBackAsItWas(@ForAll BigInteger id, @ForAll @Size(max = 3) List<Integer> around)
            throws IOException {
        String space = " \t\r".repeat(around.size());
        assertThat(answered(space + id + space, "\"x\":1.50,", ""))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n");
    }

    @Property(tries = 300)
    void aStringComesBackAsItWasEscaped(@ForAll String text, @ForAll boolean escaped) throws IOException {
        StringBuilder id = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (escaped || c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                id.append(String.format("\\u%04X", (int) c));
            } else {
                id.append(c);
            }
        }
        id.append('"');
        assertThat(answered(id.toString(), "", " "))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n");
    }
}
