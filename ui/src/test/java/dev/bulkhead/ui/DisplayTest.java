package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The window on a real display server (Xvfb), through GTK and not the headless platform: at 100 and at 150 %. What is drawn there
 * stays in {@code target/screens/display-*}.
 */
@EnabledOnOs(OS.LINUX)
class DisplayTest {
    private static final String DISPLAY_SERVER = "Xvfb";

    @Test
    void theWindowIsDrawnOnADisplayAtItsScale() throws Exception {
        Process display = new ProcessBuilder(
                        DISPLAY_SERVER, "-displayfd", "1", "-screen", "0", "2200x1500x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(display.getInputStream(), StandardCharsets.UTF_8))) {
            String number = said.readLine();
            assertThat(number).as("the display that Xvfb serves").isNotNull();
            // Without a display the whole tour is walked each time.
            boolean all = Boolean.getBoolean("bulkhead.long");
            for (String scale : List.of("1.0", "1.5")) {
                assertThat(drawn(":" + number, scale, all)).as(scale).isZero();
            }
        } finally {
            display.destroy();
            display.waitFor();
        }
    }

    /** In a JVM of its own: a toolkit has one platform for its life. */
    private static int drawn(String display, String scale, boolean all) throws IOException, InterruptedException {
        ProcessBuilder window = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dprism.order=sw",
                        "-Dglass.gtk.uiScale=" + scale,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.language=en",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DisplayScreens.class.getName(),
                        scale,
                        Boolean.toString(all)))
                .inheritIO();
        window.environment().put("DISPLAY", display);
        window.environment().remove("WAYLAND_DISPLAY");
        Process running = window.start();
        assertThat(running.waitFor(240, TimeUnit.SECONDS))
                .as("the window is done")
                .isTrue();
        return running.exitValue();
    }
}
