package dev.bulkhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a shell reads is what the shell can read, and names every command. */
class CompletionTest {
    private static String script(String shell) {
        StringWriter out = new StringWriter();
        int status = Main.commandLine("completion", shell)
                .setOut(new PrintWriter(out))
                .execute("completion", shell);
        assertThat(status).isZero();
        return out.toString();
    }

    @Test
    void bashReadsItAndCompletesCommandsAndOptions() throws Exception {
        String asked = """

                reply() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _complete_bulkhead; echo "${COMPREPLY[@]}"; }
                reply bulkhead hal
                reply bulkhead audit ver
                reply bulkhead dem
                """;
        assertThat(bash(script("bash") + asked).split("\n")).containsExactly("halt", "verify", "demo");
    }

    private static String bash(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-s").start();
        try (var in = bash.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return said.strip();
    }

    @Test
    void fishGetsALineForEachCommandAndOption() {
        assertThat(script("fish").lines())
                .contains("complete -c bulkhead -f")
                .anyMatch(line -> line.contains("__fish_use_subcommand -a halt -d '"))
                .anyMatch(line -> line.contains("'__fish_seen_subcommand_from audit' -a verify"))
                .anyMatch(line -> line.contains("-l passphrase-stdin"))
                .allMatch(line -> line.startsWith("complete -c bulkhead"));
    }

    @Test
    void anotherShellIsWrongUsage() {
        assertThat(Main.commandLine("completion", "tcsh")
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("completion", "tcsh"))
                .isEqualTo(2);
    }
}
