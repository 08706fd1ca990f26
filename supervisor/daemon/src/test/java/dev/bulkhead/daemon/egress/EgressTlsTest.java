package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.process.HttpOrigin;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that know no CONNECT ask a proxy for {@code https://}: then TLS begins here. */
class EgressTlsTest extends EgressFixture {
    private static String get(HttpOrigin from, String fields) {
        return "GET https://127.0.0.1:" + from.port() + "/a HTTP/1.1\r\nHost: 127.0.0.1:" + from.port() + "\r\n"
                + fields + "\r\n";
    }

    @Test
    void anOriginThatTheDesktopTrustsIsReachedAndAnotherIsNot() throws Exception {
        try (HttpOrigin trusted = HttpOrigin.secure(folder.resolve("certificates.pem"));
                HttpOrigin other = HttpOrigin.secure(folder.resolve("other.pem"))) {
            allow("127.0.0.1:" + trusted.port(), "127.0.0.1:" + other.port());
            assertThat(Caller.ask(door(), get(trusted, "")))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("at /a");
            assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.SUCCESS);
            events.clear();
            assertThat(Caller.ask(door(), get(other, "")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("not trusted");
            assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.DENIED);
            assertThat(other.authorizations).isEmpty();
        }
    }

    @Test
    void aCredentialIsPutInThereToo() throws Exception {
        try (HttpOrigin origin = HttpOrigin.secure(folder.resolve("certificates.pem"))) {
            allow("127.0.0.1:" + origin.port());
            Injection injection = new Injection(
                    "crm",
                    "bulkhead-0123",
                    new Destination("127.0.0.1", origin.port()),
                    "Authorization",
                    () -> Optional.of(SecretBytes.takeOver("the real one".getBytes(StandardCharsets.UTF_8))));
            EgressDoor door = proxy.open(ACME, "crm", () -> allowed, List.of(injection));
            assertThat(Caller.ask(door, get(origin, "Authorization: Bearer bulkhead-0123\r\n")))
                    .endsWith("at /a");
            assertThat(origin.authorizations).containsExactly("Bearer the real one");
        }
    }
}
