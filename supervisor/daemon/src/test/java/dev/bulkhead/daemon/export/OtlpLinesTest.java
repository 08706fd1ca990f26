package dev.bulkhead.daemon.export;

import static dev.bulkhead.daemon.export.ExportedRows.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.Personal;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OtlpLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRowIsALogRecordWithTheConventionsNames() throws Exception {
        List<String> lines =
                ExportedRows.of(new OtlpLines("acme", "1"), Personal.Opener.NONE, call(7, "read_file", "denied"));

        JsonNode logRecord = JSON.readTree(lines.getFirst()).at("/resourceLogs/0/scopeLogs/0/logRecords/0");
        assertThat(logRecord.path("timeUnixNano").asText()).isEqualTo("1795000000130000000");
        assertThat(logRecord.path("severityNumber").asInt()).isEqualTo(13);
        assertThat(attribute(logRecord, "gen_ai.tool.name").path("stringValue").asText())
                .isEqualTo("read_file");
        assertThat(attribute(logRecord, "error.type").path("stringValue").asText())
                .isEqualTo("denied");
        assertThat(attribute(logRecord, "bulkhead.seq").path("intValue").asText())
                .isEqualTo("7");
    }

    private static JsonNode attribute(JsonNode logRecord, String key) {
        for (JsonNode attribute : logRecord.path("attributes")) {
            if (attribute.path("key").asText().equals(key)) {
                return attribute.path("value");
            }
        }
        throw new AssertionError(key + " is not among " + logRecord);
    }

    @Test
    void noRowIsLostBetweenBatches() throws Exception {
        AuditEntry[] rows = LongStream.range(0, 450)
                .mapToObj(i -> call(1 + i % 9, "read_file", "success"))
                .toArray(AuditEntry[]::new);
        int records = 0;
        for (String line : ExportedRows.of(new OtlpLines("acme", "1"), Personal.Opener.NONE, rows)) {
            records += JSON.readTree(line)
                    .at("/resourceLogs/0/scopeLogs/0/logRecords")
                    .size();
        }
        assertThat(records).isEqualTo(450);
    }
}
