package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The screen's lock, as a desktop says it on a real bus. */
class ScreenWatchTest {
    private final Semaphore locked = new Semaphore(0);
    private Process bus;
    private String address;
    private ScreenWatch watch;

    @BeforeEach
    void aBus() throws Exception {
        bus = new ProcessBuilder("dbus-daemon", "--session", "--nofork", "--print-address=1").start();
        address = new BufferedReader(new InputStreamReader(bus.getInputStream(), StandardCharsets.UTF_8)).readLine();
        watch = new ScreenWatch(Map.of("DBUS_SESSION_BUS_ADDRESS", address), locked::release, () -> {});
        watch.begin();
    }

    @AfterEach
    void noBus() {
        watch.close();
        bus.destroy();
    }

    private void say(String anInterface, boolean active) throws Exception {
        ProcessBuilder send = new ProcessBuilder(
                "dbus-send",
                "--bus=" + address,
                "--type=signal",
                "/org/freedesktop/ScreenSaver",
                anInterface + ".ActiveChanged",
                "boolean:" + active);
        assertThat(send.start().waitFor()).isZero();
    }

    @Test
    void aLockedScreenIsHeardAndOneThatIsUnlockedIsNot() throws Exception {
        boolean heard = false;
        for (int i = 0; i < 50 && !heard; i++) {
            say("org.freedesktop.ScreenSaver", true);
            heard = locked.tryAcquire(200, TimeUnit.MILLISECONDS);
        }
        assertThat(heard).isTrue();
        while (locked.tryAcquire(500, TimeUnit.MILLISECONDS)) {
            // What was said before it listened.
        }
        say("org.freedesktop.ScreenSaver", false);
        say("org.example.Window", true);
        assertThat(locked.tryAcquire(500, TimeUnit.MILLISECONDS)).isFalse();
        say("org.gnome.ScreenSaver", true);
        assertThat(locked.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    }
}
