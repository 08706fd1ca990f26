package dev.bulkhead.tenantserver.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stage without any other wall: what it becomes can reach what its rules name, by the kernel's word alone. */
@Timeout(60)
class StageLandlockTest {
    private static final List<String> SYSTEM = List.of("rx /usr", "rx /bin", "rx /lib", "rx /lib64", "rw /dev/null");

    @TempDir
    Path folder;

    private Path open;
    private Path shut;

    @BeforeEach
    void folders() throws IOException {
        open = Files.createDirectory(folder.toRealPath().resolve("open"));
        shut = Files.createDirectory(folder.toRealPath().resolve("shut"));
        Files.writeString(open.resolve("file"), "open\n");
        Files.writeString(shut.resolve("file"), "shut\n");
    }

    private String run(String script, String... rules) throws Exception {
        Process stage = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.bulkhead.tenantserver.stage.Stage")
                .redirectErrorStream(true)
                .start();
        stage.getOutputStream().write("{\"type\":\"probe\",\"targets\":[]}\n".getBytes(UTF_8));
        stage.getOutputStream().flush();
        int read;
        do {
            read = stage.getInputStream().read();
        } while (read >= 0 && read != '\n');
        List<String> all = new ArrayList<>(rules.length == 0 ? List.of() : SYSTEM);
        all.addAll(List.of(rules));
        byte[] block = block(List.of("/bin/sh", "-c", script), List.of("PATH=/usr/bin:/bin"), all);
        new DataOutputStream(stage.getOutputStream()).writeInt(block.length);
        stage.getOutputStream().write(block);
        stage.getOutputStream().close();
        return new String(stage.getInputStream().readAllBytes(), UTF_8);
    }

    @SafeVarargs
    private static byte[] block(List<String>... lists) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        for (List<String> list : lists) {
            data.writeInt(list.size());
            for (String word : list) {
                data.writeInt(word.getBytes(UTF_8).length);
                data.write(word.getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void whatNoRuleNamesCannotBeRead() throws Exception {
        assertThat(run("cat " + open + "/file " + shut + "/file", "r " + open))
                .contains("open")
                .contains("Permission denied")
                .doesNotContain("shut\n");
        assertThat(run("cat " + shut + "/file")).isEqualTo("shut\n");
    }

    @Test
    void whatMayBeReadCannotBeWritten() throws Exception {
        String script = "echo changed > " + open + "/file || echo refused; ln " + open + "/file " + open
                + "/link || echo refused; mkdir " + open + "/new || echo refused; rm " + open + "/file || echo refused";
        assertThat(run(script, "r " + open).lines().filter("refused"::equals)).hasSize(4);
        assertThat(Files.readString(open.resolve("file"))).isEqualTo("open\n");
        assertThat(run(script, "rw " + open)).doesNotContain("refused");
        assertThat(open.resolve("new")).isDirectory();
    }

    @Test
    void whatMayBeWrittenCannotBeExecuted() throws Exception {
        String script = "cp /bin/echo " + open + "/own && chmod 700 " + open + "/own && " + open + "/own ran";
        assertThat(run(script, "rw " + open)).contains("Permission denied").doesNotContain("ran\n");
        assertThat(run(script, "rwx " + open)).isEqualTo("ran\n");
    }

    @Test
    void nothingOutsideIsSignalled() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(run("kill " + other.pid() + " || echo refused", "r /")).contains("refused");
            assertThat(other.isAlive()).isTrue();
            run("kill " + other.pid());
            assertThat(other.waitFor()).isNotZero();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aRuleThatIsNoneEndsTheStage() throws Exception {
        assertThat(run("echo ran", "q " + open))
                .contains("upstream not started")
                .doesNotContain("ran\n");
        assertThat(run("echo ran", "r relative"))
                .contains("upstream not started")
                .doesNotContain("ran\n");
    }
}
