package dev.bulkhead.protocol.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report says where it went wrong, and nothing that was in the data. */
class CrashReportsTest {
    @TempDir
    Path folder;

    private CrashReports reports() {
        return new CrashReports(folder, "supervisor", "1.2.3", InstantSource.system());
    }

    @Test
    void itNamesPlaceVersionAndThreadsAndIsItsOwnersAlone() throws IOException {
        Path report = reports().write(new Thread("worker-acme"), new IllegalStateException("x", new IOException("y")));

        assertThat(Files.readString(report))
                .startsWith("Bulkhead 1.2.3, supervisor\n")
                .contains("in thread worker-acme")
                .contains("java.lang.IllegalStateException\n    at dev.bulkhead.protocol.local.CrashReportsTest.")
                .contains("caused by: java.io.IOException\n")
                .contains("java.runtime.version: " + System.getProperty("java.runtime.version"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
                .isEqualTo("rw-------");
    }

    @Test
    void noMessageOfADataExceptionAndNoEnvironmentIsInIt() throws IOException {
        RuntimeException crash = new IllegalArgumentException("hunter2", new IOException("token ghp_secret"));
        crash.addSuppressed(new IllegalStateException("hunter3"));

        String report = Files.readString(reports().write(Thread.currentThread(), crash));

        assertThat(report).doesNotContain("hunter2", "ghp_secret", "hunter3", System.getenv("PATH"));
    }

    @Test
    void whatTheJvmItselfSaysIsInIt() throws IOException {
        Object text = "text";
        Throwable crash = new AssertionError("nothing was thrown");
        try {
            Integer number = (Integer) text;
            assertThat(number).isNull();
        } catch (ClassCastException e) {
            crash = e;
        }

        assertThat(Files.readString(reports().write(Thread.currentThread(), crash)))
                .contains("class java.lang.String cannot be cast to class java.lang.Integer");
    }

    @Test
    void aCauseThatIsItsOwnCauseEnds() throws IOException {
        Exception one = new IOException();
        Exception two = new IOException(one);
        one.initCause(two);

        assertThat(reports().write(Thread.currentThread(), one)).exists();
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        for (int i = 0; i < CrashReports.MOST + 5; i++) {
            Files.writeString(folder.resolve("crash-2020010" + i % 10 + "-" + i + ".txt"), "");
        }
        Path last = reports().write(Thread.currentThread(), new IllegalStateException());

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(CrashReports.MOST).contains(last);
        }
    }
}
