package dev.bulkhead.daemon.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySettingsTest {
    private static final String GROUPS = "groups: { a: { tools: [\"read_*\"], prefix: \"reports/\", lifetime: 20m } }";
    private static final String PLAIN =
            "issuer: \"https://login.acme.example/realms/acme\", client-id: bulkhead," + " algorithm: RS256, " + GROUPS;

    @Test
    void whatIsNotSaidHasItsDefault() throws Exception {
        IdentitySettings identity = read("{ " + PLAIN + " }").identity().orElseThrow();
        assertThat(identity.issuer()).hasToString("https://login.acme.example/realms/acme");
        assertThat(identity.scopes()).containsExactly("openid");
        assertThat(identity.groupsClaim()).isEqualTo("groups");
        assertThat(identity.offlineGrace()).isEqualTo(Duration.ofHours(8));
        assertThat(identity.deviceFlow()).isEqualTo(IdentitySettings.DeviceFlow.OFF);
        assertThat(identity.reauthenticate()).isEmpty();
        assertThat(read("{ " + PLAIN + ", offline-grace: 0 }")
                        .identity()
                        .orElseThrow()
                        .offlineGrace())
                .isZero();
        assertThat(TenantSettings.defaults(new dev.bulkhead.protocol.home.TenantId("acme"), "Acme")
                        .identity())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"http://login.acme.example\", client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"http://localhost:8080\", client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"http://127.0.0.1.evil.example\", client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"https://me:secret@login.acme.example\", client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"login.acme.example\", client-id: b, algorithm: RS256, groups: {} }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: none, groups: {} }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: HS256, groups: {} }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: [RS256, none], groups: {} }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: {}, scopes: [profile] }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: {}, offline-grace: 100h }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: {}, device-flow: maybe }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: {}, reauthenticate: {} }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: {}, trust: all }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256 }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: { a: {} } }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: { a: { tools: [a], prefix: \"../b/\" } } }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: { a: { tools: [a], prefix: \"b\" } } }",
                "{ issuer: \"https://a.example\", client-id: b, algorithm: RS256, groups: { a: { tools: [a], lifetime: 2h } } }",
            })
    void whatIsNotSafeOrNotKnownIsRefusedWithItsPlace(String identity) {
        assertThatThrownBy(() -> read(identity))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("identity");
    }

    @Test
    void aLoopbackAddressMayBePlainHttp() throws Exception {
        assertThat(read("{ issuer: \"http://127.0.0.1:8080/acme\", client-id: b, algorithm: ES256, groups: {} }")
                        .identity())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "login.acme.example/realms/acme | login.evil.example/realms/acme | identity.issuer",
                "client-id: bulkhead | client-id: other | identity.client-id",
                "RS256 | ES256 | identity.algorithm",
                "algorithm: RS256 | algorithm: RS256, scopes: [openid, all] | identity.scopes",
                "algorithm: RS256 | algorithm: RS256, groups-claim: roles | identity.groups-claim",
                "\"read_*\" | \"read_*\", \"write_*\" | identity.groups",
                "\"read_*\" | \"*\" | identity.groups",
                "groups: { | groups: { b: { tools: [a], prefix: \"reports/\", lifetime: 5m }, | identity.groups",
                "\"reports/\" | \"\" | identity.groups.a.prefix",
                "\"reports/\" | \"reports/2026/\" | identity.groups.a.prefix",
                "20m | 21m | identity.groups.a.lifetime",
                "algorithm: RS256 | algorithm: RS256, offline-grace: 9h | identity.offline-grace",
                "algorithm: RS256 | algorithm: RS256, device-flow: on | identity.device-flow",
            })
    void eachChangeThatMightLetMoreInIsNamed(String from, String to, String key) throws Exception {
        TenantSettings before = read("{ " + PLAIN + " }");
        TenantSettings after = read("{ " + PLAIN.replace(from, to) + " }");
        assertThat(Widening.of(before, after)).singleElement().asString().startsWith(key);
    }

    @Test
    void aProviderThatComesOrGoesIsNamed() throws Exception {
        TenantSettings with = read("{ " + PLAIN + " }");
        TenantSettings without = TenantSettings.defaults(with.tenant(), with.name());
        assertThat(Widening.of(without, with)).singleElement().asString().contains("login.acme.example");
        assertThat(Widening.of(with, without)).singleElement().asString().contains("passphrase alone");
    }

    @Test
    void lessWaitsForNobody() throws Exception {
        String two = PLAIN.replace(
                "groups: {", "reauthenticate: { max-age: 5m }, groups: { b: { tools: [x, y], prefix: \"reports/\" },");
        TenantSettings wide = read("{ " + two + ", device-flow: on }");
        assertThat(Widening.of(wide, wide)).isEmpty();
        assertThat(Widening.of(wide, read("{ " + two.replace("[x, y]", "[x]") + " }")))
                .isEmpty();
        assertThat(Widening.of(wide, read("{ " + two.replace("5m", "1m") + ", device-flow: on, offline-grace: 1h }")))
                .isEmpty();
        String gone = PLAIN.replace("groups: {", "reauthenticate: { max-age: 5m }, groups: {");
        assertThat(Widening.of(wide, read("{ " + gone + ", device-flow: on }"))).isEmpty();
        assertThat(Widening.of(wide, read("{ " + PLAIN + ", device-flow: on }")))
                .singleElement()
                .asString()
                .startsWith("identity.reauthenticate");
    }

    @Test
    void aGroupThatHeldItsMembersShorterThanAnotherIsMissed() throws Exception {
        TenantSettings two = read(
                "{ " + PLAIN.replace("groups: {", "groups: { b: { tools: [x], prefix: \"reports/\", lifetime: 5m },")
                        + " }");
        assertThat(Widening.of(two, read("{ " + PLAIN + " }")))
                .singleElement()
                .asString()
                .contains("'b' is gone");
    }

    private static TenantSettings read(String identity) throws SettingsException {
        String yaml = "version: 1\ntenant: acme\nname: Acme\nidentity: " + identity + "\n";
        return new SettingsParser(Path.of("/home/me")).parse("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
