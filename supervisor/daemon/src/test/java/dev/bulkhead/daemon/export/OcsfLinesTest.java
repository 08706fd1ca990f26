package dev.bulkhead.daemon.export;

import static dev.bulkhead.daemon.export.ExportedRows.WHO;
import static dev.bulkhead.daemon.export.ExportedRows.call;
import static dev.bulkhead.daemon.export.ExportedRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class OcsfLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> lines() throws Exception {
        return ExportedRows.of(
                new OcsfLines("acme", "1"),
                WHO,
                call(1, "crm__send", "denied"),
                call(2, "read_file", "success"),
                row(3, "sign_in", "", "success"),
                row(4, "leak_attempt", "", "denied"));
    }

    @Test
    void aCallIsApiActivityWithWhatItsClassRequires() throws Exception {
        JsonNode denied = JSON.readTree(lines().getFirst());

        assertThat(denied.path("class_uid").asInt()).isEqualTo(6003);
        assertThat(denied.path("type_uid").asInt()).isEqualTo(600_399);
        assertThat(denied.at("/api/operation").asText()).isEqualTo("crm__send");
        assertThat(denied.at("/api/service/name").asText()).isEqualTo("crm");
        assertThat(denied.at("/actor/user/name").asText()).isEqualTo("anna@agency.example");
        assertThat(denied.at("/src_endpoint/name").asText()).isEqualTo("4711 host");
        assertThat(denied.path("status_id").asInt()).isEqualTo(2);
        assertThat(denied.path("status_code").asText()).isEqualTo("denied");
        assertThat(denied.path("time").isIntegralNumber()).isTrue();
        assertThat(denied.at("/metadata/version").asText()).isEqualTo("1.9.0");
        assertThat(denied.at("/metadata/product/name").asText()).isEqualTo("Bulkhead");
        assertThat(denied.at("/metadata/tenant_uid").asText()).isEqualTo("acme");
        assertThat(JSON.readTree(lines().get(1)).path("activity_id").asInt()).isEqualTo(2);
    }

    @Test
    void aSignInIsAnAuthenticationAndAllElseABaseEvent() throws Exception {
        assertThat(JSON.readTree(lines().get(2)).path("type_uid").asInt()).isEqualTo(300_201);
        JsonNode leak = JSON.readTree(lines().get(3));
        assertThat(leak.path("type_uid").asInt()).isEqualTo(99);
        assertThat(leak.path("severity_id").asInt()).isEqualTo(4);
    }

    /** As the profile has it: over the event's canonical form, without the fingerprint itself. */
    @Test
    void eachEventsFingerprintIsThatOfItsCanonicalFormAndNamesTheOneBefore() throws Exception {
        String before = null;
        for (String line : lines()) {
            ObjectNode event = (ObjectNode) JSON.readTree(line);
            ObjectNode attestation = (ObjectNode) event.at("/attestation_list/0");
            String said = attestation.remove("fingerprint").path("value").asText();
            byte[] canonical = event.toString().getBytes(StandardCharsets.UTF_8);

            assertThat(said)
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical)));
            assertThat(attestation.at("/prev_event/fingerprint/value").asText(null))
                    .isEqualTo(before);
            before = said;
        }
    }
}
