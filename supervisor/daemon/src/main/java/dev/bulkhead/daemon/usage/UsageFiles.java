package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of usage: {@code state/usage/<tenant>/2026-11.json}, {@code {"v":1,"used":[…]}}. */
final class UsageFiles {
    private static final Logger LOG = LoggerFactory.getLogger(UsageFiles.class);

    /** 31 days of 256 tools and as many upstreams as there can be are less. */
    private static final int MOST_BYTES = 8 << 20;

    private final Path folder;

    /** @param state the home's folder of that name; what is needed in it is made */
    UsageFiles(Path state) {
        this.folder = state.resolve("usage");
    }

    /** Reads a month; what cannot be read is put aside, and counted from nothing. */
    Month read(TenantId tenant, YearMonth month) {
        Path file = file(tenant, month);
        try {
            return Month.read(new StateFile(file, MOST_BYTES).read());
        } catch (IOException e) {
            LOG.error("tenant={} its usage of {} is put aside: {}", tenant, month, e.getMessage());
            putAside(file);
            return new Month();
        }
    }

    private static void putAside(Path file) {
        try {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            for (int i = 1; Files.exists(aside); i++) {
                aside = file.resolveSibling(file.getFileName() + ".damaged" + i);
            }
            Files.move(file, aside);
        } catch (IOException e) {
            LOG.error("{} could not be put aside: {}", file, e.getMessage());
        }
    }

    void write(TenantId tenant, YearMonth month, ObjectNode content) throws IOException {
        BulkheadHome.privateFolder(folder.resolve(tenant.value()));
        new StateFile(file(tenant, month), MOST_BYTES).write(content);
    }

    /** The tenants that anything is kept of, also those that were removed. */
    Set<TenantId> tenants() throws IOException {
        Set<TenantId> tenants = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
                for (Path one : each) {
                    String name = String.valueOf(one.getFileName());
                    if (TenantId.isValid(name)) {
                        tenants.add(new TenantId(name));
                    }
                }
            }
        }
        return tenants;
    }

    void erase(TenantId tenant) throws IOException {
        Path own = folder.resolve(tenant.value());
        if (Files.isDirectory(own)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(own);
        }
    }

    private Path file(TenantId tenant, YearMonth month) {
        return folder.resolve(tenant.value()).resolve(month + ".json");
    }
}
