package dev.bulkhead.hostfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for a host is enough for it, and a check gives no more than a host does. */
class HostCheckTest {
    private static final Path SCRIPT = Path.of("/opt/bulkhead/bulkhead");

    /** A server whose tools are called as the variables that it was given. */
    private static final String SERVER = """
            #!/bin/sh
            tools=$(env | sed 's/=.*//; s/.*/{"name":"&"}/' | paste -sd, -)
            while read -r line; do
              case $line in
                *initialize\\"*) echo '{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"x","version":"1"}}}' ;;
                *tools/list*) echo '{"jsonrpc":"2.0","id":1,"result":{"tools":['"$tools"']}}' ;;
              esac
            done
            """;

    @TempDir
    Path folder;

    @Test
    void aCheckGivesWhatAHostGivesAndWhatStandsInTheEntry() throws IOException {
        Path program = Files.writeString(folder.resolve("bulkhead"), SERVER);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Map<String, String> mine = Map.of(
                "HOME",
                "/h",
                "LOGNAME",
                "ada",
                "TERM",
                "vt",
                "LANG",
                "C",
                "XDG_DATA_HOME",
                "/d",
                "BULKHEAD_HOME",
                "/b");
        Entry plain = new Entry(program.toString(), List.of(), Map.of());
        assertThat(HostCheck.run(plain, mine).tools())
                .contains("HOME", "LOGNAME", "TERM", "PATH")
                .doesNotContain("LANG", "XDG_DATA_HOME", "BULKHEAD_HOME");
        Entry named = new Entry(program.toString(), List.of(), Map.of("XDG_DATA_HOME", "/d"));
        assertThat(HostCheck.run(named, mine).tools()).contains("XDG_DATA_HOME").doesNotContain("BULKHEAD_HOME");
    }

    @Test
    void anEntryFindsTheSameHomeAndSocketWithoutTheVariablesThatHostsKeepBack() {
        String deep = "/" + "x".repeat(90);
        for (Map<String, String> mine : List.of(
                Map.<String, String>of(),
                Map.of("BULKHEAD_HOME", "/b"),
                Map.of("BULKHEAD_HOME", "/b", "XDG_DATA_HOME", "/d", "XDG_RUNTIME_DIR", "/r"),
                Map.of("BULKHEAD_HOME", deep, "XDG_RUNTIME_DIR", "/r"),
                Map.of("XDG_DATA_HOME", "/d"),
                Map.of("XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s", "XDG_RUNTIME_DIR", "/r"),
                Map.of("XDG_DATA_HOME", deep, "XDG_RUNTIME_DIR", "/r"),
                Map.of("XDG_DATA_HOME", "not/absolute"))) {
            Map<String, String> all = new HashMap<>(mine);
            all.put("HOME", "/h");
            Entry entry = Entry.of(new TenantId("acme"), Launcher.of(SCRIPT, all));
            Map<String, String> given = new HashMap<>(entry.environment());
            given.put("HOME", "/h");
            assertThat(BulkheadHome.of(given)).as("%s", mine).isEqualTo(BulkheadHome.of(all));
        }
    }

    @Test
    void nothingIsWrittenThatWouldBeFoundAnyway() {
        assertThat(Launcher.of(
                                SCRIPT,
                                Map.of("HOME", "/h", "XDG_DATA_HOME", "/h/.local/share", "XDG_RUNTIME_DIR", "/run/1"))
                        .environment())
                .isEmpty();
        assertThat(Launcher.of(SCRIPT, Map.of("BULKHEAD_HOME", "/b", "XDG_CONFIG_HOME", "/c"))
                        .environment())
                .containsExactly(Map.entry("BULKHEAD_HOME", "/b"));
    }
}
