package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Verifies a stream by {@code supervisor/docs/audit-format.md} alone, with none of this room's code. */
class AuditFormatTest {
    @Test
    void aVerifierWrittenFromThePageAgrees() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStream stream = fixture.open()) {
                fixture.calls(stream, 3);
                stream.append(AuditEvent.of(NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, "", "ü 😀"));
            }
            byte[] last = new byte[32];
            int rows = 0;
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + fixture.segment("2026-Q4"));
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT * FROM entry ORDER BY seq")) {
                while (row.next()) {
                    assertThat(row.getBytes("prev_hash")).isEqualTo(last);
                    last = hash(row);
                    assertThat(row.getBytes("entry_hash")).isEqualTo(last);
                    rows++;
                }
            }
            assertThat(rows).isEqualTo(7);
        }
    }

    private static byte[] hash(ResultSet row) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(1);
        for (int column = 1; column <= 17; column++) {
            Object value = row.getObject(column);
            if (value == null) {
                out.writeInt(-1);
            } else if (value instanceof Number number) {
                out.writeInt(8);
                out.writeLong(number.longValue());
            } else {
                byte[] content = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
                out.writeInt(content.length);
                out.write(content);
            }
        }
        return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    }
}
