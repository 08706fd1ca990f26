package dev.bulkhead.daemon.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Failures as files: {@code state/attempts/<tenant>.json}, {@code {"v":1,"failures":3}}. */
public final class FailureFiles implements Failures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1024;

    private final Path folder;

    /** @param state the home's folder for state; what is needed in it is made */
    public FailureFiles(Path state) {
        this.folder = state.resolve("attempts");
    }

    @Override
    public int of(TenantId tenant) {
        Path file = file(tenant);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode kept = JSON.readTree(in.readNBytes(LONGEST));
            int failures = kept.path("failures").asInt(-1);
            return kept.path("v").asInt() == 1 && failures >= 0 ? failures : Throttle.LONGEST_WAIT_FAILURES;
        } catch (IOException e) {
            // Whoever spoils the file must not try the faster for it.
            return Throttle.LONGEST_WAIT_FAILURES;
        }
    }

    @Override
    public void keep(TenantId tenant, int failures) throws IOException {
        if (failures == 0) {
            Files.deleteIfExists(file(tenant));
            return;
        }
        BulkheadHome.privateFolder(folder);
        DurableFile.replace(
                file(tenant),
                JSON.writeValueAsBytes(JSON.createObjectNode().put("v", 1).put("failures", failures)));
    }

    private Path file(TenantId tenant) {
        return folder.resolve(tenant + ".json");
    }
}
