package dev.bulkhead.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorLogTest {
    @TempDir
    Path folder;

    @Test
    void everyLineNamesItsTenantAlsoWhereSomethingWasThrown() throws Exception {
        LoggerContext logs = new LoggerContext();
        LogbackMDCAdapter threads = new LogbackMDCAdapter();
        logs.setMDCAdapter(threads);
        SupervisorLog.configure(logs, folder.toString());
        threads.put("tenant", "acme");
        logs.getLogger("a.Room").error("it failed\nforged line", new IOException("first\n    second"));
        threads.remove("tenant");
        logs.getLogger("a.Room").info("all is well");
        logs.stop();
        List<String> lines = Files.readAllLines(folder.resolve("supervisor.log"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .contains(" tenant=acme session=- Room - it failed forged line | java.io.IOException: first second at ")
                .doesNotMatch(".*\\s");
        assertThat(lines.get(1)).endsWith(" tenant=- session=- Room - all is well");
    }
}
