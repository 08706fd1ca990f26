package dev.bulkhead.ui.testing;

import dev.bulkhead.ui.BulkheadWindow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;

/**
 * The real window in a process of its own, and hands that do what is written to its standard input, a line each: for tests with a
 * real supervisor. Answers each line with {@code ok}, the words that were asked for, or {@code failed} and why; all in one line.
 */
public final class RemoteHands {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Hands hands = new Hands();

    private RemoteHands() {}

    /** Takes no arguments; ends with its standard input. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        Thread.ofPlatform().daemon().name("window").start(() -> BulkheadWindow.main(new String[0]));
        awaitToolkit();
        RemoteHands remote = new RemoteHands();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(remote.answer(line));
            out.flush();
        }
        Platform.exit();
    }

    private static void awaitToolkit() throws IOException {
        for (long left = START.toMillis(); left > 0; left -= LOOK.toMillis()) {
            try {
                Platform.runLater(() -> {});
                return;
            } catch (IllegalStateException e) {
                // Not started yet: there is nothing that tells when it is.
                pause();
            }
        }
        throw new IOException("the window's toolkit did not start");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String answer(String line) {
        try {
            String[] words = line.split(" ", 3);
            return done(words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "")
                    .replace('\n', ' ');
        } catch (IOException | RuntimeException | AssertionError e) {
            return "failed " + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private String done(String what, String one, String rest) throws IOException {
        switch (what) {
            case "click" -> hands.click(one);
            case "hold" -> hands.hold(one, Duration.parse(rest));
            case "pause" -> Fx.pause(Duration.parse(one));
            case "type" -> hands.type((one + " " + rest).strip());
            case "press" ->
                hands.press(
                        Arrays.stream(one.split("\\+")).map(KeyCode::valueOf).toArray(KeyCode[]::new));
            case "find" -> hands.find(one);
            case "await" -> hands.awaitText(one, rest);
            case "say" -> hands.awaitWords((one + " " + rest).strip());
            case "pick" -> hands.clickWords((one + " " + rest).strip());
            case "fill" -> hands.fill(one, rest.translateEscapes());
            case "choose" -> hands.choose(one, rest);
            case "row" -> hands.selectRow(one, Integer.parseInt(rest));
            case "save-as" -> hands.answerFileDialogs(Path.of(one));
            case "field" -> {
                return Fx.call(() -> hands.field(one).getText());
            }
            case "text" -> {
                return Fx.call(() -> hands.text(one));
            }
            case "picture" -> Picture.take(scene(), Path.of(one));
            default -> throw new IOException("hands do not know how to " + what.toLowerCase(Locale.ROOT));
        }
        return "ok";
    }

    private static Scene scene() {
        return Fx.call(() -> Window.getWindows().getFirst().getScene());
    }
}
