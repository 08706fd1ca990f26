package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bulkhead.protocol.home.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsParserTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String HEAD = "version: 1\ntenant: acme\n";

    @Test
    void theExampleOfTheDesignIsRead() throws Exception {
        TenantSettings s = parse("""
                version: 1
                tenant: acme
                name: Acme Corp
                workspace: ~/Clients/acme         # a comment
                session: { ttl: 30m, idle-lock: 10m, hard-lock: 12h }
                sandbox: { profile: network, memory: 512m, processes: 128, disk: 2g, cpu: 1.0 }
                network: { allow: [ "api.acme.example:443" ] }
                hosts:   { unknown: ask }
                tools:   { allow: [ "*" ], ask: [ "write_file", "crm__send_*" ], deny: [ "*__delete_*" ] }
                limits:  { calls-per-minute: 120, concurrent: 8, result-bytes: 10m }
                audit:   { retention: 400d, durability: process }
                mcpServers:
                  crm: { command: npx, args: ["-y", "@acme/crm-mcp"], env: { CRM_TOKEN: "secret:crm" } }
                """);
        assertThat(s.name()).isEqualTo("Acme Corp");
        assertThat(s.workspace()).contains(Path.of("/home/me/Clients/acme"));
        assertThat(s.session().hardLock()).isEqualTo(Duration.ofHours(12));
        assertThat(s.sandbox()).isEqualTo(new TenantSettings.Sandbox(Profile.NETWORK, 512L << 20, 128, 2L << 30, 1.0));
        assertThat(s.network().allow()).containsExactly(new Destination("api.acme.example", 443));
        assertThat(s.tools().deny()).containsExactly(new ToolPattern("*__delete_*"));
        assertThat(s.limits()).isEqualTo(new TenantSettings.Limits(OptionalInt.of(120), OptionalInt.of(8), 10L << 20));
        assertThat(s.audit())
                .isEqualTo(new AuditSettings(
                        Duration.ofDays(400),
                        Durability.PROCESS,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(s.mcpServers().get("crm"))
                .isEqualTo(new UpstreamSettings.Stdio(
                        "npx",
                        List.of("-y", "@acme/crm-mcp"),
                        new TreeMap<>(Map.of("CRM_TOKEN", new UpstreamSettings.Value.Secret("crm")))));
    }

    @Test
    void whatIsNotSaidIsAsForANewTenant() throws Exception {
        assertThat(parse(HEAD)).isEqualTo(TenantSettings.defaults(ACME, "acme"));
        assertThat(parse(HEAD).sandbox().profile()).isEqualTo(Profile.STRICT);
        assertThat(parse(HEAD).hosts().unknown()).isEqualTo(UnknownHosts.ASK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tols: { allow: [] }                       | 3 | 1  | tols                   | unknown key",
                "tools: { alow: [] }                       | 3 | 10 | tools.alow             | unknown key",
                "tools: { allow: read_file }               | 3 | 17 | tools.allow            | a list",
                "tools: { allow: [ 5 ] }                   | 3 | 19 | tools.allow[0]         | a text",
                "tools: { allow: [ \"a\", \"b c\" ] }      | 3 | 24 | tools.allow[1]         | pattern for tools",
                "tools: []                                 | 3 | 8  | tools                  | keys and values",
                "session: { ttl: 2h }                      | 3 | 17 | session.ttl            | 1s to 1h",
                "session: { ttl: 30 }                      | 3 | 17 | session.ttl            | a text",
                "session: { ttl: 30 minutes }              | 3 | 17 | session.ttl            | as in 30m",
                "sandbox: { memory: 512 }                  | 3 | 20 | sandbox.memory         | a text",
                "sandbox: { memory: 999999999g }           | 3 | 20 | sandbox.memory         | use",
                "sandbox: { processes: many }              | 3 | 23 | sandbox.processes      | whole number",
                "sandbox: { processes: 99999999999 }       | 3 | 23 | sandbox.processes      | whole number",
                "sandbox: { profile: none }                | 3 | 21 | sandbox.profile        | strict or network",
                "sandbox: { cpu: NaN }                     | 3 | 17 | sandbox.cpu            | use 0.05",
                "network: { allow: [ \"a.example:443\" ] } | 3 | 12 | network.allow          | profile strict",
                "network: { allow: [ \"a.example\" ] }     | 3 | 21 | network.allow[0]       | a host and a port",
                "hosts: { unknown: maybe }                 | 3 | 19 | hosts.unknown          | ask or allow",
                "limits: { concurrent: 0 }                 | 3 | 23 | limits.concurrent      | use 1",
                "audit: { retention: 30d }                 | 3 | 21 | audit.retention        | 365d",
                "audit: { timestamp: { url: \"https://a.example\" } } | 3 | 10 | audit.timestamp | certificate",
                "audit: { timestamp: { url: \"http://a.example\", certificate: /a.pem } } | 3 | 10 | audit.timestamp | https",
                "audit: { evidence: packs }                | 3 | 20 | audit.evidence         | absolute",
                "workspace: Clients/acme                   | 3 | 12 | workspace              | absolute",
                "name: \"a\\nb\"                           | 3 | 7  | name                   | one line",
                "name: a⏎name: b                          | 4 | 1  | name                   | twice",
                "mcpServers: { Crm: { command: x } }       | 3 | 15 | mcpServers.Crm         | lower-case",
                "mcpServers: { a__b: { command: x } }      | 3 | 15 | mcpServers.a__b        | lower-case",
                "mcpServers: { crm: { args: [] } }         | 3 | 20 | mcpServers.crm         | command, or a url",
                "mcpServers: { crm: { url: \"ftp://x\" } } | 3 | 27 | mcpServers.crm.url     | https",
                "mcpServers: { c: { command: x, env: { T: \"secret:\" } } } | 3 | 42 | mcpServers.c.env.T | secret:crm",
                "mcpServers: { c: { command: x, env: { T: 5 } } }           | 3 | 42 | mcpServers.c.env.T | in quotes",
                "mcpServers: { c: { command: x, env: { \"T=\": y } } }      | 3 | 18 | mcpServers.c       | variable",
                "mcpServers: { c: { command: x, type: http } }              | 3 | 38 | mcpServers.c.type  | use stdio",
            })
    void eachMistakeIsNamedWithItsPlace(String yaml, int line, int column, String key, String message) {
        SettingsException e = refused(HEAD + yaml.replace("⏎", "\n"));
        assertThat(e.problems()).hasSize(1);
        SettingsProblem problem = e.problems().getFirst();
        assertThat(problem.message()).contains(message);
        assertThat(List.of(problem.file(), problem.line(), problem.column(), problem.key()))
                .containsExactly("acme.yaml", line, column, key);
    }

    @Test
    void allMistakesAreNamedAtOnceInTheOrderOfTheFile() {
        SettingsException e = refused(HEAD + "x: 1\nsession: { ttl: 1d, y: 2 }\nlimits: { concurrent: -1 }\n");
        assertThat(e.problems())
                .extracting(SettingsProblem::key)
                .containsExactly("x", "session.ttl", "session.y", "limits.concurrent");
        assertThat(e).hasMessageContaining("acme.yaml line 4, column 17: session.ttl is 1d: use 1s to 1h; acme.yaml");
    }

    @Test
    void theFilesNameAndVersionMustBeRight() throws Exception {
        byte[] good = HEAD.getBytes(StandardCharsets.UTF_8);
        SettingsParser parser = new SettingsParser(Path.of("/home/me"));
        assertThatThrownBy(() -> parser.parse("globex.yaml", good))
                .hasMessageContaining("line 2")
                .hasMessageContaining("globex");
        assertThatThrownBy(() -> parser.parse("Acme.yaml", good)).hasMessageContaining("<tenant>.yaml");
        assertThat(refused("version: 2\ntenant: acme\n")).hasMessageContaining("version 1");
        assertThat(refused("tenant: acme\n")).hasMessageContaining("missing: version");
        assertThat(refused("version: 1\n")).hasMessageContaining("missing: tenant");
        assertThat(refused("")).hasMessageContaining("keys and values");
        assertThat(refused("- a\n")).hasMessageContaining("keys and values");
    }

    @Test
    void brokenYamlIsNamedWithItsLineAndNeverQuoted() {
        SettingsException e = refused(HEAD + "mcpServers: { c: { env: { T: hunter2\n");
        assertThat(e.problems().getFirst().line()).isGreaterThanOrEqualTo(3);
        assertThat(e).hasMessageContaining("no YAML").hasMessageNotContaining("hunter2");
        assertThat(refused(HEAD + "name: \u0001\n")).hasMessageContaining("no YAML");
        assertThatThrownBy(() -> new SettingsParser(Path.of("/")).parse("acme.yaml", new byte[] {(byte) 0xff}))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void bombsAreRefusedAtOnce() {
        String bomb = HEAD + "a: &a [x]\n"
                + IntStream.range(0, 30)
                        .mapToObj(i -> "b" + i + ": &b" + i + " ["
                                + (i == 0 ? "*a, *a" : "*b" + (i - 1) + ", *b" + (i - 1)) + "]\n")
                        .collect(Collectors.joining());
        assertThat(refused(bomb)).hasMessageContaining("alias");
        assertThat(refused(HEAD + "a: " + "[".repeat(100_000))).hasMessageContaining("nested too deep");
        assertThat(refused(HEAD + "#".repeat(300_000))).hasMessageContaining("256 KiB");
        assertThat(refused(HEAD + "a: !!java.lang.ProcessBuilder [x]\n")).hasMessageContaining("unknown key");
        assertThat(refused(HEAD + "---\n" + HEAD)).hasMessageContaining("second document");
    }

    @Test
    void aValueThatLooksLikeASecretIsAcceptedAndNotPrinted() throws Exception {
        TenantSettings s = parse(HEAD + "mcpServers: { c: { command: x, env: { TOKEN: ghp_abcdef } } }\n");
        assertThat(s.toString()).contains("TOKEN").doesNotContain("ghp_abcdef");
    }

    @Test
    void aRemoteServerHasAUrlAndHeaders() throws Exception {
        TenantSettings s = parse(
                HEAD
                        + "mcpServers: { c: { type: http, url: \"https://mcp.acme.example/mcp\", headers: { Authorization: \"secret:c\" } } }");
        assertThat(s.mcpServers().get("c"))
                .isEqualTo(new UpstreamSettings.Remote(
                        URI.create("https://mcp.acme.example/mcp"),
                        new TreeMap<>(Map.of("Authorization", new UpstreamSettings.Value.Secret("c")))));
    }

    @Test
    void aHostIsNamedByItsPathOrItsFileName() throws Exception {
        TenantSettings.Hosts hosts = parse(HEAD
                        + "hosts: { tools: { \"/usr/bin/*\": [\"read_*\"], node: [list_files], \"n*\": [\"*\"] } }\n")
                .hosts();
        assertThat(hosts.toolsOf("/usr/bin/node")).hasSize(3);
        assertThat(hosts.toolsOf("/opt/node (deleted)")).hasSize(2);
        assertThat(hosts.toolsOf("/opt/node/bin/other")).isEmpty();
        assertThat(refused(HEAD + "hosts: { tools: { node: [\"a b\"] } }\n").problems())
                .isNotEmpty();
        assertThat(refused(HEAD + "tools: { ask-timeout: 1s }\n").problems()).isNotEmpty();
        assertThat(refused(HEAD + "tools: { ask-in-host: \"true\" }\n").problems())
                .isNotEmpty();
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws Exception {
        TenantSettings base = TenantSettings.defaults(ACME, "Äcme \"& Söhne\" # 1");
        assertThat(parse(SettingsWriter.yaml(base))).isEqualTo(base);
        TenantSettings rich = new TenantSettings(
                ACME,
                "Acme",
                Optional.of(Path.of("/data/ä b/acme")),
                new TenantSettings.Session(
                        Duration.ofSeconds(90),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(8),
                        java.util.Set.of(LockOn.SCREEN),
                        SwitchMode.FOLLOW),
                new TenantSettings.Sandbox(Profile.NETWORK, (64L << 20) + 1, 64, 1L << 30, 0.5),
                new TenantSettings.Network(
                        List.of(new Destination("2001:db8::1", 8443), new Destination("a.example", 1))),
                new TenantSettings.Hosts(
                        UnknownHosts.ALLOW,
                        new TreeMap<>(Map.of(
                                new HostPattern("/opt/an app/*"),
                                List.of(new ToolPattern("read_*")),
                                new HostPattern("node"),
                                List.of()))),
                new TenantSettings.Tools(
                        List.of(),
                        List.of(new ToolPattern("a*")),
                        List.of(new ToolPattern("*")),
                        Duration.ofSeconds(90),
                        AskInHost.YES),
                new TenantSettings.Limits(OptionalInt.of(7), OptionalInt.of(3), 4_096),
                new AuditSettings(
                        Duration.ofDays(90),
                        Durability.POWER_LOSS,
                        Optional.of(Path.of("/mnt/client/acme.log")),
                        Optional.of(URI.create("https://otel.acme.example")),
                        Optional.of(new AuditSettings.Timestamp(
                                URI.create("https://tsa.example"), Duration.ofHours(6), Path.of("/etc/tsa.pem"))),
                        Optional.of(Path.of("/mnt/client/evidence"))),
                new TreeMap<>(Map.of(
                        "crm",
                        new UpstreamSettings.Stdio(
                                "npx",
                                List.of("-y", "--x={\"a\": [1]}", ""),
                                new TreeMap<>(Map.of("B", UpstreamSettings.Value.parse("tab\tquote\"'\\ \u2028")))),
                        "web",
                        new UpstreamSettings.Remote(URI.create("https://a.example/x?y=1"), new TreeMap<>()))),
                Optional.of(new IdentitySettings(
                        URI.create("https://login.acme.example/realms/acme"),
                        "bulkhead",
                        "RS256",
                        List.of("openid", "groups"),
                        "groups",
                        new TreeMap<>(Map.of(
                                "acme consultants",
                                new IdentitySettings.Group(
                                        List.of(new ToolPattern("read_*")),
                                        new ResourcePrefix("reports/2026/"),
                                        Duration.ofMinutes(20)))),
                        Duration.ZERO,
                        IdentitySettings.DeviceFlow.ON,
                        Optional.of(Duration.ofMinutes(5)))),
                new AlertSettings(
                        Map.of(
                                AlertRule.Kind.DENIED_BURST,
                                new AlertRule(
                                        AlertRule.Kind.DENIED_BURST, 7, Duration.ofSeconds(60), AlertAction.NOTIFY),
                                AlertRule.Kind.VOLUME_OUT,
                                new AlertRule(AlertRule.Kind.VOLUME_OUT, 9 << 20, Duration.ofDays(1), AlertAction.OFF)),
                        Optional.of(WorkingHours.of("22:00-06:30", List.of(DayOfWeek.SUNDAY, DayOfWeek.TUESDAY)))));
        assertThat(parse(SettingsWriter.yaml(rich))).isEqualTo(rich);
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefusedWithAPlace(@ForAll @StringLength(max = 60) String text) {
        try {
            parse(HEAD + text);
        } catch (SettingsException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.line() > 0 && problem.column() > 0);
        }
    }

    private static SettingsException refused(String yaml) {
        return catchThrowableOfType(SettingsException.class, () -> parse(yaml));
    }

    private static TenantSettings parse(String yaml) throws SettingsException {
        return new SettingsParser(Path.of("/home/me")).parse("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
