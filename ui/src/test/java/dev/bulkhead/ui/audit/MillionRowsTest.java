package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.text.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a million events cost the window. On events that a fake supervisor makes up; or on a real stream of a real supervisor:
 *
 * <pre>
 * java -cp &lt;daemon's test class path&gt; dev.bulkhead.daemon.review.MillionRows HOME acme 1000000
 * printf 'version: 1\ntenant: acme\nname: Acme Corp\n' &gt; HOME/config/tenants/acme.yaml
 * BULKHEAD_HOME=HOME ./bulkhead start
 * ./mvnw -pl ui -am -Dtest=MillionRowsTest -Dbulkhead.without=keycloak -Dbulkhead.million=HOME test
 * </pre>
 */
@Tag("long")
final class MillionRowsTest {
    /** The first ones are the just-in-time compiler's, and are not counted. */
    private static final int WARM_UP = 15;

    private static final int JUMPS = 60;
    private static final long MOST_HEAP = 150 << 20;

    @Test
    void aMillionEventsAreLookedThroughWithoutWaiting() throws Exception {
        String home = System.getProperty("bulkhead.million", "");
        try (AuditFixture window = home.isEmpty() ? new AuditFixture() : AuditFixture.on(Path.of(home))) {
            if (home.isEmpty()) {
                window.supervisor.change(all -> {
                    all.put("acme", new FakeTenant("Acme Corp", "ready").running(51234, 2));
                    all.get("acme").generated = 500_000;
                });
                window.supervisor.start();
            }
            long from = System.nanoTime();
            window.open(Texts.of(Locale.ENGLISH), ColorScheme.LIGHT, 1000, 760);
            window.hands.awaitText("audit-count", "events");
            window.awaitRows();
            int events = Fx.call(() -> window.table().getItems().size());
            System.out.println("first look at " + events + " events: " + millis(from) + " ms");

            List<Long> jumps = new ArrayList<>();
            Random random = new Random(5);
            for (int i = -WARM_UP; i < JUMPS; i++) {
                int to = random.nextInt(events);
                long took = painted(window, () -> window.table().scrollTo(to), () -> isNear(window, to));
                if (i >= 0) {
                    jumps.add(took);
                }
            }
            System.out.println("jump until painted: " + figures(jumps));

            List<Long> filters = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String text = i % 2 == 0 ? "crm" : "read";
                TextField field = (TextField) window.hands.find("filter-text");
                filters.add(painted(
                        window,
                        () -> field.setText(text),
                        () -> window.hands.text("audit-count").contains(" of ")));
                Fx.run(field::requestFocus);
                window.hands.press(KeyCode.ESCAPE);
                Fx.await(
                        "all are there", () -> !window.hands.text("audit-count").contains(" of "));
            }
            System.out.println("filter until painted, typing pause of 150 ms and all: " + figures(filters));
            System.gc();
            long heap =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.println("heap: " + (heap >> 20) + " MB");

            assertThat(p95(jumps)).isLessThan(250);
            assertThat(filters.stream().sorted().toList().get(filters.size() / 2))
                    .isLessThan(700);
            if (!home.isEmpty()) {
                // A fake supervisor would be in the same heap.
                assertThat(heap).isLessThan(MOST_HEAP);
            }
        }
    }

    /** Does {@code task}, and waits until every row in sight is there and painted; looks once a frame, as an eye does. */
    private static long painted(AuditFixture window, Runnable task, BooleanSupplier done) throws InterruptedException {
        CountDownLatch painted = new CountDownLatch(1);
        long from = System.nanoTime();
        Platform.runLater(() -> {
            task.run();
            new AnimationTimer() {
                private boolean isThere;

                @Override
                public void handle(long now) {
                    if (isThere) {
                        stop();
                        painted.countDown();
                    }
                    isThere = done.getAsBoolean()
                            && window.inSight().stream()
                                    .allMatch(slot -> slot.row().isPresent());
                }
            }.start();
        });
        assertThat(painted.await(20, TimeUnit.SECONDS)).isTrue();
        return millis(from);
    }

    private static boolean isNear(AuditFixture window, int index) {
        return window.table().getItems() instanceof PagedRows rows
                && window.inSight().stream().anyMatch(slot -> Math.abs(rows.indexOf(slot) - index) < 60);
    }

    private static long millis(long from) {
        return (System.nanoTime() - from) / 1_000_000;
    }

    private static String figures(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return "median " + sorted.get(sorted.size() / 2) + " ms, p95 " + p95(times) + " ms, most " + sorted.getLast()
                + " ms";
    }

    private static long p95(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 95 / 100));
    }
}
