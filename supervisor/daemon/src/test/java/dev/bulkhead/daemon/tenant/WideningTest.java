package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "workspace: /a                         | workspace: /b                            | workspace",
                "                                      | workspace: /b                            | workspace",
                "session: { ttl: 30m }                 | session: { ttl: 31m }                    | session.ttl",
                "session: { idle-lock: 5m }            | session: { idle-lock: 1h }               | session.idle-lock",
                "session: { hard-lock: 5m }            | session: { hard-lock: 1h }               | session.hard-lock",
                "sandbox: { profile: strict }          | sandbox: { profile: network }            | sandbox.profile",
                "sandbox: { memory: 128m }             | sandbox: { memory: 256m }                | sandbox.memory",
                "sandbox: { processes: 8 }             | sandbox: { processes: 9 }                | sandbox.processes",
                "sandbox: { disk: 1g }                 | sandbox: { disk: 2g }                    | sandbox.disk",
                "sandbox: { cpu: 50% }                 | sandbox: { cpu: 0.75 }                   | sandbox.cpu",
                "hosts: { unknown: ask }               | hosts: { unknown: allow }                | hosts.unknown",
                "hosts: { tools: { x: [a] } }          | hosts: { tools: { } }                    | hosts.tools",
                "hosts: { tools: { x: [a] } }          | hosts: { tools: { x: [a, b] } }          | hosts.tools",
                "tools: { ask-in-host: false }         | tools: { ask-in-host: true }             | tools.ask-in-host",
                "tools: { allow: [a] }                 | tools: { allow: [a, b] }                 | tools.allow",
                "tools: { allow: [\"a*\"] }            | tools: { allow: [\"*\"] }                | tools.allow",
                "tools: { allow: [a] }                 | tools: { allow: [a], ask: [b] }          | tools.ask",
                "tools: { ask: [a] }                   | tools: { }                               | tools.ask",
                "tools: { ask: [\"a*\"] }              | tools: { ask: [ab] }                     | tools.ask",
                "tools: { deny: [\"*_delete_*\"] }     | tools: { deny: [\"x_delete_*\"] }        | tools.deny",
                "limits: { concurrent: 5 }             | limits: { concurrent: 6 }                | limits.concurrent",
                "limits: { concurrent: 5 }             | limits: { }                              | limits.concurrent",
                "limits: { calls-per-minute: 5 }       | limits: { calls-per-minute: 50 }         | limits.calls-per-minute",
                "limits: { result-bytes: 1m }          | limits: { result-bytes: 2m }             | limits.result-bytes",
                "audit: { retention: 400d }            | audit: { retention: 365d }               | audit.retention",
                "audit: { retention: 365d }            | audit: { retention: 90d, retention-below-a-year: true } | audit.retention",
                "                                      | audit: { evidence: /mnt/packs }          | audit.evidence",
                "audit: { timestamp: { url: \"https://a.example\", certificate: /a.pem } } | | audit.timestamp",
                "audit: { timestamp: { url: \"https://a.example\", certificate: /a.pem } } | audit: { timestamp: { url: \"https://a.example\", certificate: /a.pem, every: 48h } } | audit.timestamp",
                "audit: { durability: power-loss }     | audit: { durability: process }           | audit.durability",
                "alerts: { denied-burst: { threshold: 5 } } | alerts: { denied-burst: { threshold: 6 } } | alerts.denied-burst",
                "                                      | alerts: { leak-attempt: { action: off } } | alerts.leak-attempt",
                "alerts: { rate: { action: suspend } } | alerts: { rate: { action: notify } }    | alerts.rate",
                "alerts: { hours: \"08:00-18:00\" } | alerts: { hours: \"08:00-19:00\" }        | alerts.hours",
                "alerts: { hours: \"08:00-18:00\" } | alerts: { hours: \"08:00-18:00\", days: [mon, tue, wed, thu, fri, sat] } | alerts.hours",
                "alerts: { hours: \"08:00-18:00\" } |                                           | alerts.hours",
                "                                      | mcpServers: { c: { command: x } }        | mcpServers.c",
                "mcpServers: { c: { command: x } }     | mcpServers: { c: { command: y } }        | mcpServers.c",
                "mcpServers: { c: { command: x } }     | mcpServers: { c: { command: x, args: [a] } } | mcpServers.c",
                "mcpServers: { c: { command: x } }     | mcpServers: { c: { command: x, env: { A: b } } } | mcpServers.c",
                "mcpServers: { c: { url: \"https://a\" } } | mcpServers: { c: { url: \"https://b\" } } | mcpServers.c",
            })
    void whatAllowsMoreIsNamedAndItsReverseIsNone(String accepted, String changed, String key) throws Exception {
        TenantSettings before = read(accepted == null ? "" : accepted);
        TenantSettings after = read(changed == null ? "" : changed);
        assertThat(Widening.of(before, after)).singleElement().asString().startsWith(key);
        assertThat(Widening.of(before, before)).isEmpty();
        if (!key.equals("workspace") && !(accepted != null && key.startsWith("mcpServers"))) {
            assertThat(Widening.of(after, before)).isEmpty();
        }
    }

    @Test
    void moreOfTheNetworkIsNamed() throws Exception {
        TenantSettings one = read("sandbox: { profile: network }\nnetwork: { allow: [ \"a.example:443\" ] }");
        TenantSettings two =
                read("sandbox: { profile: network }\nnetwork: { allow: [ \"a.example:443\", \"a.example:80\" ] }");
        assertThat(Widening.of(one, two))
                .containsExactly("network.allow: a.example:80 can be reached, which it could not");
        assertThat(Widening.of(two, one)).isEmpty();
    }

    @Test
    void aNewNameAndFewerServersAreNoWidening() throws Exception {
        assertThat(Widening.of(read("mcpServers: { c: { command: x } }"), read("name: Other")))
                .isEmpty();
    }

    @Test
    void noSentenceQuotesAnArgumentOrAValue() throws Exception {
        assertThat(Widening.of(
                        read(""), read("mcpServers: { c: { command: x, args: [hunter1], env: { T: hunter2 } } }")))
                .singleElement()
                .asString()
                .contains("command x", "[T]")
                .doesNotContain("hunter");
    }

    /** All names of up to three letters stand for all tools. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aToolThatMayDoMoreIsNeverPassedOver(
            @ForAll("tools") TenantSettings.Tools accepted, @ForAll("tools") TenantSettings.Tools changed) {
        if (ToolWidening.of(accepted, changed).isEmpty()) {
            for (String tool : names()) {
                assertThat(level(changed, tool)).as(tool).isLessThanOrEqualTo(level(accepted, tool));
            }
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void takingAwayIsNeverAWidening(
            @ForAll("tools") TenantSettings.Tools accepted, @ForAll("tools") TenantSettings.Tools other) {
        List<ToolPattern> denied = new ArrayList<>(accepted.deny());
        denied.addAll(other.deny());
        List<ToolPattern> fewer = accepted.allow().subList(0, accepted.allow().size() / 2);
        assertThat(ToolWidening.of(accepted, new TenantSettings.Tools(fewer, accepted.ask(), denied)))
                .isEmpty();
    }

    @Provide
    Arbitrary<TenantSettings.Tools> tools() {
        Arbitrary<List<ToolPattern>> patterns = Arbitraries.strings()
                .withChars('a', 'b', '*')
                .ofMinLength(1)
                .ofMaxLength(3)
                .map(ToolPattern::new)
                .list()
                .ofMaxSize(2);
        return Combinators.combine(patterns, patterns, patterns).as(TenantSettings.Tools::new);
    }

    private static int level(TenantSettings.Tools tools, String tool) {
        if (tools.deny().stream().anyMatch(pattern -> pattern.matches(tool))) {
            return 0;
        }
        if (tools.ask().stream().anyMatch(pattern -> pattern.matches(tool))) {
            return 1;
        }
        return tools.allow().stream().anyMatch(pattern -> pattern.matches(tool)) ? 2 : 0;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; names.get(i).length() < 4; i++) {
            for (String letter : List.of("a", "b", "c")) {
                names.add(names.get(i) + letter);
            }
        }
        return names;
    }

    private static TenantSettings read(String yaml) throws SettingsException {
        return new SettingsParser(Path.of("/home/me"))
                .parse("acme.yaml", ("version: 1\ntenant: acme\n" + yaml + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
