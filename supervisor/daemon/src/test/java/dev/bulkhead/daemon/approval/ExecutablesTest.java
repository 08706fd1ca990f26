package dev.bulkhead.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real processes. */
@Timeout(60)
class ExecutablesTest {
    private final Executables executables = new Executables();
    private final RunningCopies running = new RunningCopies();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        running.close();
    }

    @Test
    void whatRunsIsMeasuredAndNotWhatStandsAtItsPathNow() throws Exception {
        Path file = RunningCopies.program(folder.toRealPath().resolve("host"), "one");
        RunningProgram before = running.start(file.toString(), "60");
        HostIdentity first = executables.measure(before);
        assertThat(first.executable()).isEqualTo(file.toString());
        RunningCopies.program(file, "two");
        assertThat(executables.measure(before)).isEqualTo(first);
        assertThat(new Executables().measure(before)).isEqualTo(first);
        HostIdentity second = executables.measure(running.start(file.toString(), "60"));
        assertThat(second.isAtThePlaceOf(first)).isTrue();
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aSymbolicLinkIsTheFileThatItLeadsToAndACopyIsNot() throws Exception {
        Path file = RunningCopies.program(folder.toRealPath().resolve("host"), "");
        HostIdentity real = executables.measure(running.start(file.toString(), "60"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(executables.measure(running.start(link.toString(), "60"))).isEqualTo(real);
        Path copy = RunningCopies.program(folder.toRealPath().resolve("copy"), "");
        HostIdentity copied = executables.measure(running.start(copy.toString(), "60"));
        assertThat(copied).isNotEqualTo(real);
        assertThat(copied.sha256()).isEqualTo(real.sha256());
    }

    @Test
    void scriptsOfOneInterpreterAreHostsOfTheirOwn() throws Exception {
        Path one = Files.writeString(folder.toRealPath().resolve("one.pl"), "sleep 60;");
        Path other = Files.writeString(folder.toRealPath().resolve("other.pl"), "sleep 61;");
        HostIdentity first = executables.measure(running.start("/usr/bin/perl", one.toString()));
        assertThat(first.script()).isEqualTo(one.toString());
        assertThat(executables.measure(running.start("/usr/bin/perl", one.toString())))
                .isEqualTo(first);
        HostIdentity second = executables.measure(running.start("/usr/bin/perl", other.toString()));
        assertThat(second.executable()).isEqualTo(first.executable());
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aProcessThatHasEndedIsNobodyAndSoIsAnotherOfItsNumber() throws Exception {
        RunningProgram program = running.start("/usr/bin/sleep", "60");
        assertThat(executables.measure(program).executable()).endsWith("/sleep");
        RunningProgram later =
                new RunningProgram(program.pid(), program.started().plusSeconds(1), program.executable());
        assertThatThrownBy(() -> executables.measure(later)).isInstanceOf(IOException.class);
        running.endLast();
        assertThatThrownBy(() -> executables.measure(program)).isInstanceOf(IOException.class);
    }
}
