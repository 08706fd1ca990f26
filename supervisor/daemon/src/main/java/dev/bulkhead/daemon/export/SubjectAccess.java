package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.InclusionProofs;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.audit.SubjectMatch;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's stream has about one person, for that person (GDPR Art. 15): JSON Lines, first what it is and under which
 * checkpoint, then their events, each with the path that proves it to be in the stream, last how many there were. Other persons'
 * names are replaced. One thread.
 */
public final class SubjectAccess {
    /** Stands for another person. */
    static final String ANOTHER = "[another person]";

    private final AuditReader reader;
    private final TenantId tenant;
    private final StreamKeys keys;
    private final String subject;

    public SubjectAccess(AuditReader reader, TenantId tenant, StreamKeys keys, String subject) {
        this.reader = reader;
        this.tenant = tenant;
        this.keys = keys;
        this.subject = subject;
    }

    /**
     * Writes the lines and returns how many events were theirs.
     *
     * @param upTo the checkpoint's size: later rows are not proven, and not given
     * @param checkpoint the signed note, or null where none was made yet
     */
    public long write(long upTo, @Nullable String checkpoint, String verifierKey, Instant made, Lines.Sink out)
            throws IOException {
        Map<String, Object> header = new TreeMap<>();
        header.put("subject_access", 1);
        header.put("tenant_id", tenant.value());
        header.put("subject", subject);
        header.put("made", EventJson.time(made.toEpochMilli()));
        header.put("verifier_key", verifierKey);
        if (checkpoint != null) {
            header.put("checkpoint", checkpoint);
        }
        out.line(CanonicalJson.of(header));
        InclusionProofs proofs = reader.proofs(tenant);
        OtherPersons others = others();
        SubjectMatch match = new SubjectMatch(keys, subject);
        long[] count = {0};
        reader.list(tenant, AuditFilter.upTo(upTo), row -> {
            SubjectMatch.Relation relation = match.of(row);
            if (relation != SubjectMatch.Relation.NONE) {
                count[0]++;
                out.line(line(row, relation, others, proofs.path(row.seq(), upTo)));
            }
        });
        out.line(CanonicalJson.of(Map.of("events", count[0])));
        return count[0];
    }

    private OtherPersons others() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        reader.list(tenant, AuditFilter.ALL, row -> {
            String who = row.opened(keys).subject();
            if (who != null && !who.equalsIgnoreCase(subject)) {
                names.add(who);
            }
        });
        return new OtherPersons(names);
    }

    private String line(AuditEntry row, SubjectMatch.Relation relation, OtherPersons others, List<String> path) {
        Personal.Opened opened = row.opened(keys);
        Personal.Opener shown = personal -> new Personal.Opened(
                others.replacedIn(opened.subject()),
                others.replacedIn(opened.peer()),
                others.replacedIn(opened.detail()));
        Map<String, Object> line = new TreeMap<>();
        line.put("relation", relation.name().toLowerCase(Locale.ROOT));
        line.put("path", path);
        if (row.commitment() != null) {
            line.put("commitment", row.commitment());
        }
        line.put("prev_hash", row.prevHash());
        // The event is spliced in as it is printed everywhere.
        return "{\"event\":" + EventJson.of(row, shown) + ","
                + CanonicalJson.of(line).substring(1);
    }
}
