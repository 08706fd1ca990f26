package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.FakeTenants;
import dev.bulkhead.ui.testing.Fx;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;
import org.junit.jupiter.api.Test;

final class AuditViewTest {
    private static final Instant TIME = Instant.parse("2026-11-21T13:59:58Z");

    @Test
    void eventsAppearAsTheyAreRecordedTheNewestFirst() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.supervisor.record(
                    "acme", FakeTenant.call(TIME.toString(), "crm__find", "success", 331.2, "42 rows"));
            window.hands.awaitText("audit-count", "4 events");
            window.hands.awaitWords("crm__find");
            assertThat(window.tools(9)).containsExactly("crm__find", "write_file", "read_file", "read_file");
            // In the time zone of the window, with the words that people use.
            assertThat(Fx.call(window.hands::words))
                    .contains("21 Nov 14:59:58", "Call", "Success", "331 ms", "0.42 ms", "42 rows");
        }
    }

    @Test
    void theStreamOfAnotherTenantIsNotMixedIn() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.select("birch");
            window.hands.awaitText("audit-empty", "Nothing has been recorded yet.");
            window.supervisor.record("acme", FakeTenant.call(TIME.toString(), "late", "success", 1, ""));
            window.supervisor.record("birch", FakeTenant.event(TIME.toString(), "sign_in", "denied", "wrong"));
            window.hands.awaitText("audit-count", "1 event");
            assertThat(window.tools(9)).containsExactly("");
        }
    }

    @Test
    void wordsAndOutcomeNarrowAndAreTakenBackOneByOneOrAllAtOnce() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            Fx.run(() -> window.table().requestFocus());
            window.hands.press(KeyCode.CONTROL, KeyCode.F);
            window.hands.type("read");
            window.hands.awaitText("audit-count", "2 of 3 events");
            window.hands.awaitWords("with “read”");
            window.hands.click("filter-status");
            window.hands.clickWords("Denied");
            window.hands.awaitText("audit-count", "1 of 3 events");
            assertThat(window.tools(9)).containsExactly("read_file");
            window.hands.clickWords("with “read”");
            Fx.await("one filter is left", () -> !window.hands.words().contains("with “read”"));
            window.hands.awaitWords("outcome Denied");
            window.hands.click("filter-clear");
            window.hands.awaitText("audit-count", "3 events");
        }
    }

    @Test
    void escapeTakesAllFiltersBack() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("filter-tool");
            window.hands.clickWords("write_file");
            window.hands.awaitText("audit-count", "1 of 3 events");
            window.hands.click("filter-server");
            window.hands.clickWords("built-in tools");
            window.hands.awaitWords("server built-in tools");
            Fx.run(() -> window.table().requestFocus());
            window.hands.press(KeyCode.ESCAPE);
            window.hands.awaitText("audit-count", "3 events");
            assertThat(Fx.call(() -> window.hands.isShown("filter-clear"))).isFalse();
        }
    }

    @Test
    void aFilterWithNothingSaysWhatToDo() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("filter-text");
            window.hands.type("nowhere");
            window.hands.awaitText("audit-empty", "No event matches the filters.");
            window.hands.clickWords("Clear all filters");
            window.hands.awaitText("audit-count", "3 events");
        }
    }

    @Test
    void todayIsTheDayOfTheWindowsTimeZone() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            tenants.get("acme").audit.add(0, FakeTenant.call("2026-11-20T22:59:59Z", "yesterday", "success", 1, ""));
            tenants.get("acme").audit.add(1, FakeTenant.call("2026-11-20T23:00:00Z", "midnight", "success", 1, ""));
        })) {
            window.hands.awaitText("audit-count", "5 events");
            window.hands.click("filter-time");
            window.hands.clickWords("Today");
            window.hands.awaitText("audit-count", "4 of 5 events");
            window.hands.awaitWords("since 21 Nov 2026");
        }
    }

    @Test
    void aPartOfTheChartIsMarkedByMouseOrKeysAndItsEventsAreShown() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            for (int minute = 0; minute < 40; minute++) {
                tenants.get("acme")
                        .audit
                        .add(FakeTenant.call(
                                TIME.plusSeconds(60L * minute).toString(), "tool_" + minute, "success", 1, ""));
            }
        })) {
            window.hands.awaitText("audit-count", "43 events");
            drag(window.hands.find("audit-chart"), 0.5, 0.75);
            window.hands.awaitText("audit-count", "of 43 events");
            int some = Fx.call(() -> window.table().getItems().size());
            assertThat(some).isBetween(8, 13);
            window.hands.press(KeyCode.ESCAPE);
            window.hands.awaitText("audit-count", "43 events");
            Fx.await("all are there", () -> window.table().getItems().size() == 43);

            Fx.run(() -> window.scene().lookup("#audit-chart").requestFocus());
            window.hands.press(KeyCode.END);
            window.hands.press(KeyCode.SHIFT, KeyCode.LEFT);
            window.hands.press(KeyCode.SHIFT, KeyCode.LEFT);
            window.hands.awaitText("chart-readout", "3 events (Success 3)");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitText("audit-count", "3 of 43 events");
            assertThat(window.tools(9)).containsExactly("tool_39", "tool_38", "tool_37");
        }
    }

    @Test
    void anEventIsShownInFullWithItsProof() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            tenants.get("acme")
                    .audit
                    .get(1)
                    .put("session_id", "s-77")
                    .put("args_hash", "hmac-sha256:" + "ab".repeat(32))
                    .put("subject", "ada@agency.example")
                    .put("peer_path", "3127 /usr/bin/claude");
            tenants.get("acme").audit.get(2).put("sealed", true).putNull("detail");
        })) {
            window.hands.awaitText("audit-count", "3 events");
            Fx.run(() -> window.table().getSelectionModel().select(1));
            window.hands.awaitText("proof-verdict", "Proven: it is as it was written.");
            assertThat(Fx.call(window.hands::words))
                    .contains(
                            "Saturday, 21 November 2026, 14:59:58.000 (CET)",
                            "ada@agency.example",
                            "Denied",
                            "s-77",
                            "The checkpoint of event 3, 21 Nov 14:59:59, names it, and its signature holds.",
                            "The last verification of the whole stream passed it.");
            fire(window, "detail-copy");
            assertThat(Fx.call(() -> Clipboard.getSystemClipboard().getString()))
                    .contains("\"session_id\" : \"s-77\"", "\"verdict\" : \"proven\"");
            Fx.run(() -> window.table().getSelectionModel().select(0));
            window.hands.awaitText("proof-verdict", "no checkpoint names it yet");
            window.hands.awaitText("detail-sealed", "sealed: sign in to read");
            Fx.run(() -> window.table().getSelectionModel().select(1));
            window.hands.awaitText("proof-verdict", "Proven");
            fire(window, "only-session");
            window.hands.awaitText("audit-count", "1 of 3 events");
            window.hands.awaitWords("session s-77");
        }
    }

    @Test
    void anEventThatIsNotSoundIsSaidToBeSo() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            tenants.get("acme")
                    .audit
                    .get(2)
                    .putObject("proof")
                    .put("verdict", "broken")
                    .put("hash_holds", false)
                    .put("follows", true)
                    .put("beside", "kept")
                    .put("whole", "first-bad")
                    .putNull("checkpoint");
        })) {
            window.hands.awaitText("audit-count", "3 events");
            Fx.run(() -> window.table().getSelectionModel().select(0));
            window.hands.awaitText("proof-verdict", "Not sound: do not rely on this event.");
            window.hands.awaitWords("Its hash is not that of its content.");
            window.hands.awaitWords("The last verification of the whole stream ended here.");
        }
    }

    @Test
    void whoHasScrolledAwayIsToldOfNewEventsAndNothingMoves() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            tenants.get("acme").generated = 1_000;
        })) {
            window.hands.awaitText("audit-count", "1,003 events");
            Fx.run(() -> window.table().scrollTo(500));
            Fx.pulse();
            window.awaitRows();
            List<RowSlot> before = Fx.call(window::inSight);
            for (int i = 0; i < 3; i++) {
                window.supervisor.record("acme", FakeTenant.call(TIME.toString(), "new_" + i, "success", 1, ""));
            }
            window.hands.awaitText("audit-new", "3 new");
            assertThat(Fx.call(window::inSight)).isEqualTo(before);
            assertThat(Fx.call(() -> window.table().getItems().size())).isEqualTo(1_003);
            window.hands.click("audit-new");
            window.hands.awaitWords("new_2");
            assertThat(Fx.call(() -> window.table().getItems().size())).isEqualTo(1_006);
            assertThat(Fx.call(() -> window.hands.isShown("audit-new"))).isFalse();
        }
    }

    @Test
    void aSelectedEventStaysSelectedWhileNewOnesCome() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            Fx.run(() -> window.table().getSelectionModel().select(0));
            window.hands.awaitText("detail-tool", "write_file");
            window.supervisor.record("acme", FakeTenant.call(TIME.toString(), "newer", "success", 1, ""));
            window.hands.awaitText("audit-count", "4 events");
            assertThat(Fx.call(() -> window.table().getSelectionModel().getSelectedIndex()))
                    .isEqualTo(1);
            assertThat(Fx.call(() -> window.hands.text("detail-tool"))).isEqualTo("write_file");
            window.hands.press(KeyCode.ESCAPE);
            assertThat(Fx.call(() -> window.hands.isShown("event-detail"))).isFalse();
        }
    }

    @Test
    void aSignInOpensWhatWasSealed() throws Exception {
        try (AuditFixture window = AuditFixture.with(tenants -> {
            withCalls(tenants);
            tenants.get("acme").state = "signed-out";
            tenants.get("acme").audit.get(2).put("sealed", true);
        })) {
            window.hands.awaitWords("sealed: sign in to read");
            window.supervisor.change(tenants -> {
                tenants.get("acme").audit.get(2).put("sealed", false);
                tenants.get("acme").state = "ready";
            });
            window.hands.awaitWords("no space left");
        }
    }

    @Test
    void theSupervisorsSilenceIsSaidAndItsReturnSeen() throws Exception {
        try (AuditFixture window = AuditFixture.with(AuditViewTest::withCalls)) {
            window.hands.awaitText("audit-count", "3 events");
            window.supervisor.close();
            window.hands.awaitText("audit-count", "as they were when the supervisor last answered");
            window.supervisor.start();
            Fx.await("it answers", () -> window.hands.text("audit-count").equals("3 events"));
            window.supervisor.record("acme", FakeTenant.call(TIME.toString(), "after", "success", 1, ""));
            window.hands.awaitWords("after");
        }
    }

    @Test
    void aSoundStreamIsVerifiedAlsoAgainstAnAnchor() throws Exception {
        try (AuditFixture window = AuditFixture.with(all -> {
            withCalls(all);
            all.get("acme").verdict = FakeTenant.sound(12345);
        })) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("verify");
            window.hands.awaitText("verdict", "Verified 12,345 events at 15:03:12");
            window.hands.click("audit-more");
            window.hands.clickWords("Verify against an anchor…");
            Fx.await(
                    "it is asked again",
                    () -> window.supervisor.requests().stream()
                                    .filter("audit.verify acme"::equals)
                                    .count()
                            == 2);
        }
    }

    @Test
    void theFirstBadEventIsNamedAndNothingIsExported() throws Exception {
        try (AuditFixture window = AuditFixture.with(all -> {
            withCalls(all);
            all.get("acme").verdict = FakeTenant.broken(1017, "2026Q4.db", "its hash is not that of its content");
        })) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("verify");
            window.hands.awaitText(
                    "verdict", "First bad event: 1017 in 2026Q4.db: its hash is not that of its content");
            export(window, "These events as CSV…");
            window.hands.awaitText("verdict", "Nothing was exported: the audit is broken at event 1017");
            assertThat(window.file("acme-audit.csv")).doesNotExist();
            assertThat(window.folder).isDirectoryNotContaining("glob:**.part");
        }
    }

    @Test
    void whatIsShownIsExportedAndAFileThatIsThereStays() throws Exception {
        try (AuditFixture window = AuditFixture.with(all -> {
            withCalls(all);
            all.get("acme").verdict = FakeTenant.sound(3);
        })) {
            window.hands.awaitText("audit-count", "3 events");
            window.hands.click("filter-text");
            window.hands.type("read");
            window.hands.awaitText("audit-count", "2 of 3 events");
            export(window, "These events as CSV…");
            window.hands.awaitText("verdict", "2 events written to " + window.file("acme-audit.csv"));
            assertThat(Files.readAllLines(window.file("acme-audit.csv")))
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("csv {") && line.contains("read_file"));

            Files.writeString(window.file("acme-audit.csv"), "mine");
            export(window, "These events as CSV…");
            window.hands.awaitText("verdict", "is there already");
            assertThat(window.file("acme-audit.csv")).hasContent("mine");
        }
    }

    private static void export(AuditFixture window, String item) {
        window.hands.click("audit-more");
        window.hands.clickWords(item);
    }

    @Test
    void noMoreThanThirtyTwoPagesAreKept() throws Exception {
        try (AuditFixture window = AuditFixture.with(all -> {
            withCalls(all);
            all.get("acme").generated = 200_000;
        })) {
            window.hands.awaitText("audit-count", "200,003 events");
            for (int jump = 1; jump <= 40; jump++) {
                int to = jump * 4_800;
                Fx.run(() -> window.table().scrollTo(to));
                Fx.await(
                        "the event is there",
                        () -> window.table().getItems().get(to).row().isPresent());
                assertThat(Fx.call(() -> window.view().pagesKept())).isLessThanOrEqualTo(PagedRows.MOST_PAGES);
            }
            assertThat(Fx.call(() -> window.view().pagesKept())).isEqualTo(PagedRows.MOST_PAGES);
            assertThat(Fx.call(() -> window.table().getItems().get(199_999).seq()))
                    .isEqualTo(4);
        }
    }

    private static void withCalls(FakeTenants tenants) {
        tenants.put("acme", new FakeTenant("Acme Corp", "ready").running(51234, 2));
        tenants.put("birch", new FakeTenant("Birch & Sons", "signed-out"));
        List<ObjectNode> audit = tenants.get("acme").audit;
        audit.add(FakeTenant.call(TIME.toString(), "read_file", "success", 0.42, "notes.md"));
        audit.add(FakeTenant.call(TIME.toString(), "read_file", "denied", 0.11, ""));
        audit.add(FakeTenant.call(TIME.toString(), "write_file", "error", 12, "no space left"));
    }

    /** Without a tooltip in between: when one goes, no window without a screen is the active one. */
    private static void fire(AuditFixture window, String id) {
        ButtonBase button = (ButtonBase) window.hands.find(id);
        Fx.run(button::fire);
    }

    private static void drag(Node node, double from, double to) {
        Fx.pulse();
        Fx.run(() -> {
            Bounds bounds = node.localToScreen(node.getBoundsInLocal());
            Robot robot = new Robot();
            robot.mouseMove(bounds.getMinX() + bounds.getWidth() * from, bounds.getCenterY());
            robot.mousePress(MouseButton.PRIMARY);
            robot.mouseMove(bounds.getMinX() + bounds.getWidth() * (from + to) / 2, bounds.getCenterY());
            robot.mouseMove(bounds.getMinX() + bounds.getWidth() * to, bounds.getCenterY());
            robot.mouseRelease(MouseButton.PRIMARY);
        });
        Fx.pulse();
    }
}
