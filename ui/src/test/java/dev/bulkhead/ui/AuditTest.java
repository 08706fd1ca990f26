package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.FakeTenants;
import dev.bulkhead.ui.testing.Fx;
import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

final class AuditTest {
    private static final String TIME = "2026-11-21T13:59:58Z";

    @Test
    void eventsAppearAsTheyAreRecordedTheNewestFirst() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(AuditTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.supervisor.record("acme", FakeTenant.call(TIME, "crm__find", "success", 331.2, "42 rows"));
            window.hands.awaitText("audit-count", "4 events");
            window.hands.awaitWords("crm__find");
            assertThat(tools(window)).containsExactly("crm__find", "write_file", "read_file", "read_file");
            // In the time zone of the window, with the words that people use.
            assertThat(Fx.call(window.hands::words))
                    .contains("21 Nov 14:59:58", "Call", "Success", "331 ms", "0.42 ms", "42 rows");
        }
    }

    @Test
    void theStreamOfAnotherTenantIsNotMixedIn() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(AuditTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.hands.awaitWords("Nothing has been recorded yet.");
            window.supervisor.record("acme", FakeTenant.call(TIME, "late", "success", 1, ""));
            window.supervisor.record("birch", FakeTenant.event(TIME, "sign_in", "denied", "wrong passphrase"));
            window.hands.awaitText("audit-count", "1 event");
            assertThat(tools(window)).containsExactly("");
        }
    }

    @Test
    void filtersByToolAndByStatus() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(AuditTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("filter-tool");
            window.hands.type("read");
            window.hands.awaitText("audit-count", "2 of 3 events");
            ComboBox<?> status = (ComboBox<?>) window.hands.find("filter-status");
            Fx.run(() -> status.requestFocus());
            window.hands.click("filter-status");
            window.hands.clickWords("Denied");
            window.hands.awaitText("audit-count", "1 of 3 events");
            assertThat(tools(window)).containsExactly("read_file");
        }
    }

    @Test
    void aSoundStreamIsVerified() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(all -> {
            withCalls(all);
            all.get("acme").verdict = FakeTenant.sound(12345);
        })) {
            window.hands.click("verify");
            window.hands.awaitText("verdict", "Verified 12,345 events at 15:03:12");
            assertThat(window.supervisor.requests()).contains("audit.verify acme");
        }
    }

    @Test
    void theFirstBadEventIsNamed() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(all -> {
            withCalls(all);
            all.get("acme").verdict = FakeTenant.broken(1017, "2026Q4.db", "its hash is not that of its content");
        })) {
            window.hands.click("verify");
            window.hands.awaitText(
                    "verdict", "First bad event: 1017 in 2026Q4.db: its hash is not that of its content");
        }
    }

    @Test
    void noMoreThanTheNewestFiveThousandAreKept() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(all -> {
            withCalls(all);
            for (int i = 0; i < 6_000; i++) {
                all.get("acme").audit.add(FakeTenant.call(TIME, "tool_" + i, "success", 1, ""));
            }
        })) {
            window.hands.awaitText("audit-count", "the newest 5,000 events");
            window.supervisor.record("acme", FakeTenant.call(TIME, "the_last", "success", 1, ""));
            window.hands.awaitWords("the_last");
            assertThat(tools(window)).hasSize(5_000).startsWith("the_last", "tool_5999");
        }
    }

    private static void withCalls(FakeTenants tenants) {
        WindowFixture.three(tenants);
        List<ObjectNode> audit = tenants.get("acme").audit;
        audit.add(FakeTenant.call(TIME, "read_file", "success", 0.42, "notes.md"));
        audit.add(FakeTenant.call(TIME, "read_file", "denied", 0.11, ""));
        audit.add(FakeTenant.call(TIME, "write_file", "error", 12, "no space left"));
    }

    private static List<String> tools(WindowFixture window) {
        TableView<?> table = (TableView<?>) window.hands.find("audit");
        return Fx.call(() ->
                table.getItems().stream().map(row -> ((AuditEvent) row).tool()).toList());
    }
}
