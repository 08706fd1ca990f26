package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageCommandTest {
    private static Optional<PackageCommand> read(String line) throws SandboxUnavailableException {
        List<String> words = Arrays.asList(line.split(" "));
        return PackageCommand.of(
                new UpstreamSettings.Stdio(words.getFirst(), words.subList(1, words.size()), new TreeMap<>()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npx -y @acme/crm@1.2 --flag x",
                "npx @acme/crm@1.2 --flag x",
                "/usr/bin/npx --yes @acme/crm@1.2 --flag x",
                "npm exec -y @acme/crm@1.2 --flag x"
            })
    void theFormsThatReadmesShowAreRead(String line) throws Exception {
        assertThat(read(line)).contains(new PackageCommand("@acme/crm@1.2", Optional.empty(), List.of("--flag", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npx -y --package @acme/crm crm-mcp --flag",
                "npx -y --package=@acme/crm crm-mcp --flag",
                "npx -p @acme/crm crm-mcp --flag",
                "npm exec --package=@acme/crm -- crm-mcp --flag"
            })
    void aProgramOfAPackageIsRead(String line) throws Exception {
        assertThat(read(line)).contains(new PackageCommand("@acme/crm", Optional.of("crm-mcp"), List.of("--flag")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"npx", "npx -y", "npx -c evil", "npx --registry=http://x y", "npx -p a -p b c", "npx -y --"})
    void whatCannotBeReadIsRefused(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(SandboxUnavailableException.class);
    }

    @Test
    void otherCommandsAreNone() throws Exception {
        assertThat(read("node npx")).isEmpty();
        assertThat(read("npm start")).isEmpty();
    }
}
