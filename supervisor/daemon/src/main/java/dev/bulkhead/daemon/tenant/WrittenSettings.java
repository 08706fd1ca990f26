package dev.bulkhead.daemon.tenant;

import dev.bulkhead.daemon.tenant.WrittenSettings.Content;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people wrote, and which of it was judged already. Belongs to the store's lock.
 *
 * <p>Compares contents, not times: a time can be set back, and two writes can share one. A content is judged when two looks
 * in a row have found it, so that a file in the middle of being written is not taken for a mistake.
 */
final class WrittenSettings {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenSettings.class);

    /** What a look at one tenant's file found. */
    sealed interface Content {
        /** The same for the same content alone. */
        String id();
    }

    record Gone() implements Content {
        @Override
        public String id() {
            return "gone";
        }
    }

    record Unreadable(String why) implements Content {
        @Override
        public String id() {
            return "unreadable: " + why;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by id
    record Text(String id, byte[] bytes) implements Content {}

    /** Judges a content that is new. After an exception it is judged again at the next look. */
    interface Judge {
        void judge(TenantId tenant, Content content) throws IOException;
    }

    private final SettingsFiles files;
    private final Map<TenantId, String> judged = new HashMap<>();
    private final Map<TenantId, String> seen = new HashMap<>();

    WrittenSettings(SettingsFiles files) {
        this.files = files;
    }

    /** Returns whether something new was seen that the next look may judge. */
    boolean look(Collection<TenantId> known, Judge judge) {
        Set<TenantId> tenants = new TreeSet<>(known);
        tenants.addAll(judged.keySet());
        try {
            tenants.addAll(files.written());
        } catch (IOException e) {
            LOG.error("the settings in {} cannot be listed: {}", files.folder(), e.getMessage());
        }
        boolean unsettled = false;
        for (TenantId tenant : tenants) {
            Content content = read(tenant);
            if (content.id().equals(judged.get(tenant))) {
                seen.remove(tenant);
            } else if (!content.id().equals(seen.put(tenant, content.id()))) {
                unsettled = true;
            } else {
                judge(tenant, content, judge);
            }
        }
        return unsettled;
    }

    /** Takes note that {@code content} was written by ourselves. */
    void judged(TenantId tenant, byte[] content) {
        judged.put(tenant, idOf(content));
    }

    void forget(TenantId tenant) {
        judged.remove(tenant);
        seen.remove(tenant);
    }

    private void judge(TenantId tenant, Content content, Judge judge) {
        try {
            judge.judge(tenant, content);
            judged.put(tenant, content.id());
        } catch (IOException e) {
            // One tenant's trouble must not hold up the others; without its record the change has no effect.
            LOG.error("tenant={} the settings stay as they were, and are tried again: {}", tenant, e.getMessage());
        }
    }

    private Content read(TenantId tenant) {
        try {
            return files.readWritten(tenant)
                    .<Content>map(bytes -> new Text(idOf(bytes), bytes))
                    .orElseGet(Gone::new);
        } catch (IOException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static String idOf(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content), 0, 16);
    }
}
