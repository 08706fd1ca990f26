package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.line.Span;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ToolListFilterTest {
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[";
    private static final String TAIL = "],\"nextCursor\":\"c\"}}";

    @Test
    void whatStaysKeepsItsBytes() {
        assertThat(filter("{\"name\":\"a\",\"n\":1.0}, {\"name\":\"b\"} ,{ \"name\" : \"c\" }", "b"))
                .isEqualTo(HEAD + "{\"name\":\"a\",\"n\":1.0},{ \"name\" : \"c\" }" + TAIL + "\n");
        assertThat(filter("{\"name\":\"b\"}", "b")).isEqualTo(HEAD + TAIL + "\n");
        assertThat(filter(" ", "b")).isEqualTo(HEAD + " " + TAIL + "\n");
    }

    @Test
    void aNameIsComparedAfterUnescaping() {
        assertThat(filter("{\"name\":\"\\u0062\"}", "b")).isEqualTo(HEAD + TAIL + "\n");
    }

    @Test
    void aListThatTwoParsersCouldReadDifferentlyDoesNotPass() {
        assertThatThrownBy(() -> filter("{\"name\":\"a\",\"name\":\"b\"}", "b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> filter("{\"title\":\"a\"}", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> filter("7", "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListOfMillionsIsNotTakenApart() {
        assertThatThrownBy(() -> filter("{},".repeat(1_000_000) + "{}", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elements");
    }

    private static String filter(String tools, String hidden) {
        byte[] bytes = (HEAD + tools + TAIL + "\n").getBytes(StandardCharsets.UTF_8);
        RpcLine line = new RpcScanner().scan(bytes, 0, bytes.length - 1);
        assertThat(line.kind()).isEqualTo(RpcLine.Kind.RESPONSE);
        Span whole = new Span(bytes, 0, bytes.length);
        return ToolListFilter.filter(whole, line.inner("tools"), tool -> !tool.equals(hidden))
                .raw();
    }
}
