package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code inject:} in the settings: which secret stays outside, and where it takes the place of what stands for it. */
class InjectionSettingsTest {
    private static final String CRM =
            "mcpServers: { crm: { command: node, env: { T: \"inject:crm\" }, inject: { crm: { host:"
                    + " \"api.acme.example:443\", header: Authorization } } } }";

    private static TenantSettings parse(String yaml) throws SettingsException {
        return new SettingsParser(Path.of("/home/me"))
                .parse("acme.yaml", ("version: 1\ntenant: acme\n" + yaml).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretThatStaysOutsideIsReadAndWrittenBackTheSame() throws Exception {
        TenantSettings settings = parse(CRM);
        assertThat(settings.mcpServers().get("crm"))
                .isEqualTo(new UpstreamSettings.Stdio(
                        "node",
                        List.of(),
                        new TreeMap<>(Map.of("T", new UpstreamSettings.Value.Injected("crm"))),
                        new TreeMap<>(Map.of(
                                "crm",
                                new UpstreamSettings.Injection(
                                        new Destination("api.acme.example", 443), "Authorization")))));
        byte[] written = SettingsWriter.yaml(settings).getBytes(StandardCharsets.UTF_8);
        assertThat(new SettingsParser(Path.of("/home/me")).parse("acme.yaml", written))
                .isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "env: { T: \"inject:crm\" }                                                        | named twice",
                "inject: { crm: { host: \"a.example:443\", header: Authorization } }               | named twice",
                "env: { T: \"inject:crm\" }, inject: { crn: { host: \"a.example:443\", header: A } } | named twice",
                "env: { T: \"inject:crm\" }, inject: { crm: { host: \"a.example:443\" } }          | host and header are wanted",
                "env: { T: \"inject:crm\" }, inject: { crm: { host: \"a.example\", header: A } }   | a host and a port",
                "env: { T: \"inject:crm\" }, inject: { crm: { host: \"a.example:1\", header: Host } } | a header of its own",
                "env: { T: \"inject:crm\" }, inject: { crm: { host: \"a.example:1\", header: \"A: b\" } } | a header of its own",
                "env: { T: \"inject:crm\" }, inject: { crm: { host: \"a.example:1\", header: A, x: y } } | unknown key",
                "env: { T: \"inject:\" }                                                           | a secret is named"
            })
    void whatIsNotWholeIsRefused(String rest, String why) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class, () -> parse("mcpServers: { crm: { command: node, " + rest + " } }"));
        assertThat(refused.problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains(why));
    }

    @Test
    void aRemoteServersHeadersTakeNoPlaceholder() {
        assertThat(catchThrowableOfType(
                                SettingsException.class,
                                () -> parse("mcpServers: { far: { url: \"https://a.example/x\", headers: { A:"
                                        + " \"inject:crm\" } } }"))
                        .getMessage())
                .contains("secret:NAME");
    }

    @ParameterizedTest
    @CsvSource({"api.acme.example:443,evil.example:443", "Authorization,Cookie", "inject:crm,secret:crm"})
    void anotherPlaceForASecretWaitsForTheConsultant(String from, String to) throws Exception {
        String changed = to.startsWith("secret:")
                ? "mcpServers: { crm: { command: node, env: { T: \"secret:crm\" } } }"
                : CRM.replace(from, to);
        assertThat(Widening.of(parse(CRM), parse(changed)))
                .singleElement()
                .asString()
                .startsWith("mcpServers.crm: another server");
        assertThat(Widening.of(parse(CRM), parse(CRM))).isEmpty();
    }

    @Test
    void theSentenceSaysWhereASecretGoes() throws Exception {
        assertThat(Widening.of(parse(""), parse(CRM)))
                .singleElement()
                .asString()
                .contains("crm (Authorization towards api.acme.example:443)");
    }
}
