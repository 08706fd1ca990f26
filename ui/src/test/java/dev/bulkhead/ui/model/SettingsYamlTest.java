package dev.bulkhead.ui.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A field of the form changes its one place in the text, and nothing around it. */
class SettingsYamlTest {
    private static final String TEXT = """
            # ours
            version: 1
            tenant: acme
            name: "Acme Corp"   # as they write it
            session: { ttl: 30m, idle-lock: 10m }   # not longer
            limits: {}
            tools:
              # what they may
              allow:
                - "read_*"   # reading
                - write_file
              deny: []
            mcpServers:
              crm: { command: npx, args: ["-y", "é𝄞"] }
            """;

    private static List<String> at(String path) {
        return List.of(path.split("/"));
    }

    private static String with(String text, String path, String value) throws Exception {
        return SettingsYaml.of(text).with(at(path), value).text();
    }

    private static String with(String path, List<String> values) throws Exception {
        return SettingsYaml.of(TEXT).with(at(path), values).text();
    }

    @Test
    void whatStandsThereIsRead() throws Exception {
        SettingsYaml text = SettingsYaml.of(TEXT);
        assertThat(text.value(at("name"))).isEqualTo("Acme Corp");
        assertThat(text.value(at("session/ttl"))).isEqualTo("30m");
        assertThat(text.value(at("session/hard-lock"))).isEmpty();
        assertThat(text.values(at("tools/allow"))).containsExactly("read_*", "write_file");
        assertThat(text.keys(at("mcpServers"))).containsExactly("crm");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name                     | Acme & Söhne | name: "Acme Corp"                    | name: "Acme & Söhne"
            session/idle-lock        | 5m           | idle-lock: 10m }                     | idle-lock: 5m }
            session/hard-lock        | 8h           | idle-lock: 10m }                     | idle-lock: 10m, hard-lock: 8h }
            limits/calls-per-minute  | 120          | limits: {}                           | limits: { calls-per-minute: 120 }
            """)
    void aValueIsChangedWhereItStands(String path, String value, String before, String after) throws Exception {
        assertThat(TEXT).contains(before);
        assertThat(with(TEXT, path, value)).isEqualTo(TEXT.replace(before, after));
    }

    @Test
    void whatIsNotThereComesAtTheEnd() throws Exception {
        assertThat(with(TEXT, "audit/retention", "500d")).isEqualTo(TEXT + "audit: { retention: 500d }\n");
        assertThat(with("version: 1", "identity/issuer", "https://x.example"))
                .isEqualTo("version: 1\nidentity: { issuer: \"https://x.example\" }\n");
        assertThat(with("version: 1\r\nhosts:\r\n", "hosts/unknown", "ask"))
                .isEqualTo("version: 1\r\nhosts: { unknown: ask }\r\n");
    }

    @Test
    void aPlaceBehindLettersOfAnyPlaneIsFound() throws Exception {
        assertThat(with(TEXT, "mcpServers/crm/command", "node"))
                .isEqualTo(TEXT.replace("command: npx", "command: node"));
        assertThat(with("a: \"𝄞𝄞\"\nname: x\n", "name", "y")).isEqualTo("a: \"𝄞𝄞\"\nname: y\n");
    }

    @Test
    void aListWithAnItemALineKeepsTheLinesThatStay() throws Exception {
        assertThat(with("tools/allow", List.of("read_*", "list_files")))
                .isEqualTo(TEXT.replace("    - write_file\n", "    - \"list_files\"\n"));
        assertThat(with("tools/allow", List.of()))
                .isEqualTo(TEXT.replace("allow:\n    - \"read_*\"   # reading\n    - write_file\n", "allow: []\n"));
        assertThat(with("tools/deny", List.of("a", "b"))).isEqualTo(TEXT.replace("deny: []", "deny: [\"a\", \"b\"]"));
        assertThat(with("tools/ask", List.of("a"))).isEqualTo(TEXT.replace("  allow:\n", "  ask: [\"a\"]\n  allow:\n"));
    }

    @Test
    void whatIsTakenOutTakesNothingElseAlong() throws Exception {
        SettingsYaml text = SettingsYaml.of(TEXT);
        assertThat(text.without(at("session/ttl")).text()).isEqualTo(TEXT.replace("ttl: 30m, ", ""));
        assertThat(text.without(at("session/idle-lock")).text()).isEqualTo(TEXT.replace(", idle-lock: 10m", ""));
        assertThat(text.without(at("name")).text())
                .isEqualTo(TEXT.replace("name: \"Acme Corp\"   # as they write it\n", ""));
        assertThat(text.without(at("mcpServers/crm")).text()).isEqualTo(TEXT.replaceAll("(?s)mcpServers:.*", ""));
        assertThat(text.without(at("hosts/unknown"))).isSameAs(text);
    }

    @Test
    void aProviderIsPutTogetherFieldByField() throws Exception {
        SettingsYaml text = SettingsYaml.of("version: 1\n")
                .with(at("identity/issuer"), "https://x.example")
                .with(at("identity/groups/Ops & Co/tools"), List.of("*"))
                .with(at("identity/client-id"), "bulkhead");
        assertThat(text.text())
                .isEqualTo(
                        "version: 1\nidentity: { issuer: \"https://x.example\", groups: { \"Ops & Co\": { tools: [\"*\"] } },"
                                + " client-id: bulkhead }\n");
        assertThat(text.without(at("identity/groups/Ops & Co")).keys(at("identity")))
                .containsExactly("issuer", "client-id");
    }

    @Test
    void whatCannotBeChangedAloneIsRefusedAndNotGuessedAt() {
        assertThatThrownBy(() -> with("name: >\n  folded\n  words\n", "name", "x"))
                .isInstanceOf(SettingsYaml.NotHereException.class);
        assertThatThrownBy(() -> with("session: [ttl]\n", "session/ttl", "x").toString())
                .isInstanceOf(SettingsYaml.NotHereException.class);
        assertThatThrownBy(() -> SettingsYaml.of("a: [")).isInstanceOf(SettingsYaml.NotHereException.class);
        assertThatThrownBy(() -> SettingsYaml.of("just words")).isInstanceOf(SettingsYaml.NotHereException.class);
    }
}
