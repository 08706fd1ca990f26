package dev.bulkhead.protocol.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file system refuses is said with the file, why, and what to do. */
class FileProblemTest {
    @TempDir
    Path folder;

    private static String said(ThrowableAssert.ThrowingCallable refused) {
        Throwable thrown = Assertions.catchThrowable(refused);
        assertThat(thrown).isInstanceOf(FileSystemException.class);
        return FileProblem.of((IOException) thrown);
    }

    @Test
    void eachRefusalOfTheSystemIsASentence() throws IOException {
        Path file = Files.createFile(folder.resolve("x"));
        Path below = file.resolve("y");
        Path nowhere = folder.resolve("no/such/x");
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThat(said(() -> Files.createFile(file))).isEqualTo(file + " is there already: name a new one");
        assertThat(said(() -> Files.newOutputStream(nowhere, StandardOpenOption.CREATE_NEW)))
                .startsWith(nowhere + " cannot be there, since the folder " + nowhere.getParent() + " is not");
        assertThat(said(() -> Files.size(folder.resolve("z")))).contains("/z is not there: ");
        assertThat(said(() -> Files.size(below))).contains("a file and no folder");
        assertThat(said(() -> Files.newDirectoryStream(file))).contains("is no folder");
        assertThat(said(() -> Files.delete(folder))).contains("with files in it");
        assertThat(said(() -> Files.size(loop))).contains("lead in a circle");
        assertThat(said(() -> Files.newOutputStream(folder))).contains("it is a folder");
        assertThat(FileProblem.of(new AccessDeniedException("/x"))).contains("/x may not be", "ls -ld");
        assertThat(FileProblem.of(new FileSystemLoopException("/x"))).contains("remove the link");
        assertThat(FileProblem.of(new FileSystemException("/x", null, "No space left on device")))
                .contains("free some space");
        assertThat(FileProblem.of(new FileSystemException("/x"))).contains("/x", "doctor");
    }

    @Test
    void whatIsASentenceAlreadyStays() {
        assertThat(FileProblem.of(new IOException("no: why"))).isEqualTo("no: why");
    }
}
