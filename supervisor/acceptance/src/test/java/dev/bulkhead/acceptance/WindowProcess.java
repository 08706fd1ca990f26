package dev.bulkhead.acceptance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real window in a process of its own, on the toolkit's platform without a screen, and a person who uses it. One thread. */
final class WindowProcess implements AutoCloseable {
    private static final String HANDS = "dev/bulkhead/ui/testing/RemoteHands.class";

    private final Process process;
    private final BufferedReader out;

    private WindowProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Opens the window of {@code bulkhead}'s home, in English. */
    static WindowProcess open(Bulkhead bulkhead) throws IOException {
        Path application = Path.of(System.getProperty("bulkhead.app"));
        List<String> classPath = new ArrayList<>();
        try (Stream<Path> jars = Files.list(application.resolve("lib").resolve("ui"))) {
            jars.sorted().map(Path::toString).forEach(classPath::add);
        }
        classPath.add(hands().toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+DisableAttachMechanism",
                "-Xmx256m",
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Duser.language=en",
                "-Duser.country=GB",
                "-Dbulkhead.app=" + application,
                "-Dbulkhead.script=" + bulkhead.script(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, classPath),
                "dev.bulkhead.ui.testing.RemoteHands"));
        ProcessBuilder builder = Launch.builder(command, bulkhead.environment());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new WindowProcess(builder.start());
    }

    /** Where the hands lie: a jar, or the folder that they were compiled into. */
    private static Path hands() throws IOException {
        URL found = Objects.requireNonNull(
                WindowProcess.class.getClassLoader().getResource(HANDS), "the hands are on the class path");
        try {
            String place = found.toString();
            return place.startsWith("jar:")
                    ? Path.of(URI.create(place.substring("jar:".length(), place.indexOf("!/"))))
                    : Path.of(found.toURI()).resolve("../../../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Does one thing, as {@code RemoteHands} has it, and returns what it answered. */
    String does(String what) {
        try {
            process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            String answer = out.readLine();
            if (answer == null || answer.startsWith("failed ")) {
                throw new AssertionError("the window could not '" + what + "': " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does one after the other. */
    void all(String... what) {
        for (String each : what) {
            does(each);
        }
    }

    /** Closes the window. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("the window did not close");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
