package dev.bulkhead.hostfiles;

import dev.bulkhead.protocol.home.FileProblem;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An entry of ours that stands in a host's file.
 *
 * @param file the host and its file
 * @param name what the host calls it
 * @param tenant whose sessions it opens; empty where those of whichever is the active one
 * @param entry what the host starts
 */
public record Configured(HostFile file, String name, Optional<TenantId> tenant, Entry entry) {
    /** Returns all that stand in the files of this user; {@code problems} takes a sentence for each file that cannot be read. */
    public static List<Configured> all(Places places, Consumer<String> problems) {
        List<Configured> all = new ArrayList<>();
        for (HostProgram host : HostProgram.values()) {
            for (HostFile file : host.found(places)) {
                try {
                    all.addAll(in(file));
                } catch (IOException e) {
                    problems.accept(FileProblem.of(e));
                }
            }
        }
        return all;
    }

    /** Returns those that stand in {@code file}. */
    public static List<Configured> in(HostFile file) throws IOException {
        List<Configured> found = new ArrayList<>();
        file.entries().forEach((name, entry) -> {
            Optional<TenantId> tenant = entry.tenant();
            boolean named = tenant.filter(id -> name.equals(Entry.name(id))).isPresent();
            if (named || entry.isOurs() && (tenant.isPresent() || entry.followsActive())) {
                found.add(new Configured(file, name, tenant, entry));
            }
        });
        return found;
    }
}
