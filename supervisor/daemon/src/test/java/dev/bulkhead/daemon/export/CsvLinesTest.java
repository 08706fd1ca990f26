package dev.bulkhead.daemon.export;

import static dev.bulkhead.daemon.export.ExportedRows.WHO;
import static dev.bulkhead.daemon.export.ExportedRows.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.audit.Personal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvLinesTest {
    @Test
    void eachRowHasTheHeadersColumns() throws Exception {
        List<String> lines = ExportedRows.of(new CsvLines(), Personal.Opener.NONE, call(1, "read_file", "success"));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("timestamp,tenant_id,session_id,event_type,tool_name,args_hash,");
        assertThat(lines.get(1).split(",", -1)).hasSameSizeAs(lines.get(0).split(",", -1));
        assertThat(lines.get(1)).contains(",tool_call,read_file,hmac-sha256:").contains(",success,1.5,4711 host,1,");
    }

    @Test
    void quotesAndCommasAreQuoted() throws Exception {
        assertThat(ExportedRows.of(new CsvLines(), WHO, call(1, "a,b", "denied"))
                        .get(1))
                .contains(",\"a,b\",")
                .contains(",\"said: \"\"no\"\", twice\",");
    }

    @Test
    void aToolThatIsCalledLikeAFormulaIsNone() throws Exception {
        assertThat(ExportedRows.of(new CsvLines(), WHO, call(1, "=HYPERLINK(1)", "denied"))
                        .get(1))
                .contains(",'=HYPERLINK(1),");
    }
}
