package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Contrast;
import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.FakeTenants;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Picture;
import dev.bulkhead.ui.text.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import javafx.application.ColorScheme;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks through an audit in both themes and languages, measures that everything can be read, and leaves pictures to look at. */
final class AuditScreensTest {
    private static final Path PICTURES = Path.of("target/screens");
    private static final int CALLS = 2_000;

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void everyTextHasTheContrastThatReadingNeeds(ColorScheme scheme) throws Exception {
        try (AuditFixture window = new AuditFixture()) {
            window.supervisor.start();
            window.supervisor.change(AuditScreensTest::aDay);
            Locale language = scheme == ColorScheme.DARK ? Locale.GERMAN : Locale.ENGLISH;
            window.open(Texts.of(language), scheme, 1000, 800);
            window.hands.awaitText("audit-count", "2");
            window.awaitRows();
            look(window, scheme, "audit");
            Fx.run(() -> window.table().getSelectionModel().select(3));
            window.hands.find("proof-verdict");
            look(window, scheme, "audit-detail");
            Fx.run(() -> window.table().getSelectionModel().select(5));
            window.hands.find("detail-sealed");
            look(window, scheme, "audit-sealed");
            window.hands.press(KeyCode.ESCAPE);
            window.hands.click("filter-text");
            window.hands.type("crm");
            window.hands.find("filter-clear");
            Fx.run(() -> window.scene().lookup("#audit-chart").requestFocus());
            window.hands.press(KeyCode.END);
            for (int i = 0; i < 3; i++) {
                window.hands.press(KeyCode.SHIFT, KeyCode.LEFT);
            }
            window.awaitRows();
            look(window, scheme, "audit-brushed");
            window.hands.press(KeyCode.ENTER);
            window.hands.click("verify");
            window.hands.find("verdict");
            window.awaitRows();
            look(window, scheme, "audit-found");
            window.hands.click("filter-text");
            window.hands.type("zzz");
            window.hands.find("audit-empty");
            look(window, scheme, "audit-none");
        }
    }

    /** What an agency's tenant does from morning to afternoon. */
    private static void aDay(FakeTenants tenants) {
        tenants.put("acme", new FakeTenant("Acme Corp", "ready").running(51234, 2));
        tenants.get("acme").verdict = FakeTenant.sound(CALLS);
        Random random = new Random(3);
        String[] tools = {"read_file", "list_files", "crm__find_contact", "crm__send_mail", "search_files", "erp__post"
        };
        String[] bad = {"denied", "denied", "denied", "error", "error", "limited", "limited", "cancelled", "lost"};
        Instant time = Instant.parse("2026-11-21T06:40:00Z");
        for (int i = 0; i < CALLS; i++) {
            time = time.plusMillis((long) (random.nextDouble() * 26_000 * (1 + Math.sin(i / 300.0))));
            boolean isGood = random.nextInt(6) > 0;
            var event = FakeTenant.call(
                            time.toString(),
                            tools[random.nextInt(tools.length)],
                            isGood ? "success" : bad[random.nextInt(bad.length)],
                            random.nextInt(4_000) / 7.0,
                            isGood ? "" : "no rule allows it")
                    .put("session_id", "01J9-session-" + i / 500)
                    .put("subject", "ada@agency.example")
                    .put("peer_path", "3127 /usr/bin/claude")
                    .put("peer", "3127 claude")
                    .put("call_id", "0190f0c4-7a31-7c1e-9f5d-0000" + (10_000_000 + i))
                    .put("event_id", "0190f0c4-7a31-7c1e-9f5d-0001" + (10_000_000 + i))
                    .put("args_hash", "hmac-sha256:" + "4b".repeat(32))
                    .put("bytes_in", 312)
                    .put("bytes_out", 15_480);
            if (i == CALLS - 6) {
                event.put("sealed", true)
                        .putNull("subject")
                        .putNull("peer_path")
                        .put("detail", "");
            }
            tenants.get("acme").audit.add(event);
        }
    }

    private static void look(AuditFixture window, ColorScheme scheme, String name) throws IOException {
        Picture.take(window.scene(), PICTURES.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png"));
        assertThat(Fx.call(() -> Contrast.tooLow(window.scene())))
                .as("%s in %s", name, scheme)
                .isEmpty();
    }
}
