package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TenantSettings ALONE = TenantSettings.defaults(new TenantId("acme"), "Acme");

    @TempDir
    Path folder;

    private BulkheadHome home;
    private Capabilities capabilities;

    @BeforeEach
    void open() throws IOException {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        capabilities = new Capabilities(home);
    }

    private static TenantSettings with(String command) {
        return ALONE.withUpstreams(
                new TreeMap<>(Map.of("crm", new UpstreamSettings.Stdio(command, List.of(), new TreeMap<>()))));
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    @Test
    void withUpstreamsThatWereNotAskedYetAHostIsToldOfAllThatThereMayBe() throws Exception {
        assertThat(json(capabilities.of(ALONE))).isEqualTo(json("{\"tools\":{\"listChanged\":true},\"logging\":{}}"));
        JsonNode all = json(capabilities.of(with("node")));
        assertThat(all.at("/resources/subscribe").asBoolean()).isTrue();
        assertThat(all.at("/prompts/listChanged").asBoolean()).isTrue();
        assertThat(all.has("completions")).isTrue();
    }

    @Test
    void whatWasFoundOutIsToldUntilTheUpstreamsAreOthers() throws Exception {
        JsonNode found = json("{\"tools\":{\"listChanged\":true},\"resources\":{\"evil\":\"text\"}}");
        capabilities.keep(with("node"), found);
        Capabilities again = new Capabilities(home);
        assertThat(json(again.of(with("node")))).isEqualTo(json("{\"tools\":{\"listChanged\":true},\"resources\":{}}"));
        assertThat(json(again.of(with("python3"))).has("prompts")).isTrue();
        assertThat(json(again.of(ALONE)).has("resources")).isFalse();
    }
}
