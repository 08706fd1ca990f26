package dev.bulkhead.daemon.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wall behind the wall: what Landlock alone refuses, in a real sandbox, on a kernel that has it. */
@Timeout(60)
class LandlockTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static final String EXECUTES = """
            import os, shutil, subprocess, sys
            def tries(path):
                try:
                    return subprocess.run([path, "-c", "print(1)"], capture_output=True).stdout.decode().strip()
                except OSError as e:
                    return type(e).__name__
            shutil.copy(os.path.realpath(sys.executable), "/workspace/own")
            shutil.copy(os.path.realpath(sys.executable), "/tmp/own")
            open("/workspace/note", "w").write("written")
            print(tries(sys.executable), tries("/workspace/own"), tries("/tmp/own"), flush=True)
            sys.stdin.read()
            """;

    @Test
    void whatCanBeWrittenCannotBeExecuted() throws Exception {
        desk.upstream(
                "runs",
                List.of("/usr/bin/python3", desk.script("runs.py", EXECUTES).toString()));
        ServerByHand server = desk.server();
        String told = server.line(server.start("runs", server.openSession()));

        assertThat(told).as("its own runtime, the workspace, /tmp").isEqualTo("1 PermissionError PermissionError");
        assertThat(Files.readString(desk.workspace.resolve("note"), UTF_8)).isEqualTo("written");
    }
}
