package dev.bulkhead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The page of the manual says what the commands say, and is what man reads. */
class ManualPageTest {
    @TempDir
    Path folder;

    private static String page() {
        StringWriter out = new StringWriter();
        assertThat(Main.commandLine("manual").setOut(new PrintWriter(out)).execute("manual"))
                .isZero();
        return out.toString();
    }

    @Test
    void everyCommandAndEveryOptionIsOnThePage() {
        String page = page().replace("\\-", "-");
        CommandLine all = Main.commandLine();
        every(all, page);
    }

    private static void every(CommandLine line, String page) {
        line.getSubcommands().forEach((name, below) -> {
            assertThat(page).contains(".SS " + below.getCommandSpec().qualifiedName() + "\n");
            below.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(page).contains(option.longestName()));
            every(below, page);
        });
    }

    @Test
    void groffHasNothingToSayAgainstIt() throws Exception {
        Path groff = Path.of("/usr/bin/groff");
        assumeTrue(Files.isExecutable(groff), "groff is not installed");
        Path page = Files.writeString(folder.resolve("bulkhead.1"), page());

        Process run = new ProcessBuilder(List.of(groff.toString(), "-man", "-ww", "-Tutf8", "-z", page.toString()))
                .redirectErrorStream(true)
                .start();

        assertThat(said(run)).isEmpty();
        assertThat(run.waitFor()).isZero();
    }

    @Test
    void whatLooksLikeARequestIsText() {
        assertThat(page().lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|I|BR|IR|RI|RB)( .*)?"));
    }

    private static String said(Process run) throws IOException {
        return new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
