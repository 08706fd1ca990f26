package dev.bulkhead.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.session.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'status':'sucess'} | success, error, denied, limited, cancelled, lost",
                "{'type':'tool_cal'} | tool_call_started, tool_call,",
                "{'types':['tool_call','Tool_call']} | 'Tool_call' is no type",
                "{'limit':-5} | 1 or more"
            })
    void aFilterThatNoRowCanPassIsWrongUsage(String args, String says) {
        assertThatThrownBy(() -> AuditFilters.of(request(args.replace('\'', '"')), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.code()).isEqualTo("usage"))
                .hasMessageContaining(says);
    }

    @Test
    void aFilterThatRowsCanPassIsTaken() throws Exception {
        assertThat(AuditFilters.of(request("{\"status\":\"lost\",\"type\":\"tool_call\",\"limit\":0}"), Long.MAX_VALUE)
                        .types())
                .containsExactly("tool_call");
    }

    private static Request request(String args) throws Exception {
        return new Request(1, "token.issue", Reply.JSON.readTree(args), List.of(), Peer.of(1));
    }
}
