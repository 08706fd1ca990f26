package dev.bulkhead.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.session.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    @Test
    void listsAreRead() throws Exception {
        assertThat(request("{\"tools\":[\"a\",\"b\"]}").texts("tools")).containsExactly("a", "b");
        assertThat(request("{}").texts("tools")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "[]", "[1]", "[\"a\",null]", "{\"a\":\"b\"}", "true"})
    void whatIsNoListOfToolsIsNotTakenForAllOfThem(String tools) {
        assertThatThrownBy(() -> request("{\"tools\":" + tools + "}").texts("tools"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("tools");
    }

    private static Request request(String args) throws Exception {
        return new Request(1, "token.issue", Reply.JSON.readTree(args), List.of(), Peer.of(1));
    }
}
