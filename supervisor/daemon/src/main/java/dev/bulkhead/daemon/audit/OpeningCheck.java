package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The quick look at a stream before anything is added to it: the newest segment from its last good checkpoints on, and whether it
 * still has the row that the head counter and the state's last checkpoint name. One use, one thread.
 */
final class OpeningCheck {
    /** The last so many checkpoints: some hundred rows, a few milliseconds. */
    private static final int LOOKED_AT = 8;

    private final StreamPlace place;
    private final VerifierKey key;
    private final HeadCounter counter;
    private final List<Oddity> odd = new ArrayList<>();
    private long newestCheckpoint;

    /** Something that is no proof of a change, and that the stream should tell of. */
    record Oddity(EventType type, String sentence) {}

    /**
     * What was found.
     *
     * @param broken why nothing may be added; null where nothing is in the way
     * @param odd what is to be told
     * @param checkpoint the newest row for which there is a checkpoint; 0 where there is none
     */
    record Result(@Nullable Break broken, List<Oddity> odd, long checkpoint) {}

    OpeningCheck(StreamPlace place, VerifierKey key, HeadCounter counter) {
        this.place = place;
        this.key = key;
        this.counter = counter;
    }

    Result run() throws IOException, SQLException {
        Optional<HeadCounter.Mark> mark = HeadCounter.read(place.head());
        Optional<AcceptedBreak> accepted = AcceptedBreak.read(place.accepted());
        Instant since = accepted.map(AcceptedBreak::time).orElse(Instant.MIN);
        Evidence evidence = new Evidence();
        new NoteLog(place.checkpoints())
                .last()
                .filter(note -> isGood(note) && note.checkpoint().time().isAfter(since))
                .ifPresent(note -> evidence.add(Evidence.Source.LOG, note.checkpoint()));
        SortedMap<Quarter, Path> segments = Segments.in(place.folder());
        Break broken;
        if (segments.isEmpty()) {
            mark.ifPresent(known -> evidence.add(Evidence.Source.COUNTER, known.head()));
            broken = evidence.beyond(AuditHead.NONE);
        } else {
            try (Connection newest = Segments.readOnly(segments.lastEntry().getValue())) {
                newest.setAutoCommit(false);
                broken = segment(newest, evidence, accepted, mark);
            }
            Break missing = Beginning.atTheOpening(place, key, segments.values());
            boolean isAccepted = missing != null
                    && accepted.filter(one -> missing.seq() <= one.head().seq()).isPresent();
            broken = missing == null || isAccepted ? broken : missing;
        }
        return new Result(broken, List.copyOf(odd), newestCheckpoint);
    }

    private boolean isGood(Checkpoint.Signed note) {
        return note.checkpoint().origin().equals(key.name()) && note.by(key) == Checkpoint.Signature.GOOD;
    }

    private @Nullable Break segment(
            Connection newest, Evidence evidence, Optional<AcceptedBreak> accepted, Optional<HeadCounter.Mark> mark)
            throws SQLException {
        Segments.Meta meta = Segments.meta(newest);
        if (!meta.tenantId().equals(place.tenant().value())) {
            return new Break(meta.firstSeq(), Break.Kind.FOREIGN, "the newest segment belongs to another tenant");
        }
        AuditHead from = meta.before();
        if (accepted.isPresent() && accepted.get().head().seq() >= from.seq()) {
            from = accepted.get().head();
        }
        List<Checkpoint> last =
                lastGood(newest, accepted.map(AcceptedBreak::time).orElse(Instant.MIN));
        last.forEach(checkpoint -> evidence.add(Evidence.Source.SEGMENT, checkpoint));
        if (!last.isEmpty()) {
            newestCheckpoint = last.getFirst().size();
        }
        if (last.size() == LOOKED_AT) {
            from = new AuditHead(last.getLast().size(), last.getLast().head());
        }
        AuditHead head = Segments.head(newest).orElse(meta.before());
        if (from.seq() > head.seq()) {
            return evidence.beyond(head);
        }
        String hash = Segments.hashOf(newest, from.seq());
        if (hash != null && !hash.equals(from.entryHash())) {
            return new Break(from.seq(), Break.Kind.REWRITTEN, "a checkpoint has another hash for row " + from.seq());
        }
        ChainWalk walk = new ChainWalk(place.tenant(), from, null);
        Break broken = walk(newest, walk, evidence);
        if (broken == null && mark.isEmpty() && head.seq() > 0) {
            odd.add(new Oddity(
                    EventType.AUDIT_STATE_ODD,
                    "the head counter was missing: whether newer rows than " + head.seq() + " were cut off before is"
                            + " not known"));
        }
        if (broken == null && mark.isPresent()) {
            broken = compare(newest, head, mark.get(), evidence);
        }
        return broken == null ? evidence.beyond(head) : broken;
    }

    private static @Nullable Break walk(Connection newest, ChainWalk walk, Evidence evidence) throws SQLException {
        try (PreparedStatement select =
                newest.prepareStatement("SELECT " + Schema.COLUMNS + " FROM entry WHERE seq > ? ORDER BY seq")) {
            select.setLong(1, walk.head().seq());
            evidence.compare(walk.head().seq(), walk);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Break broken = walk.next(row);
                    if (broken == null) {
                        broken = evidence.compare(walk.head().seq(), walk);
                    }
                    if (broken != null) {
                        return broken;
                    }
                }
            }
        }
        return null;
    }

    /** Returns the newest checkpoints whose signatures hold, of those made after {@code since}, the newest first. */
    private List<Checkpoint> lastGood(Connection newest, Instant since) throws SQLException {
        List<Checkpoint> good = new ArrayList<>();
        int others = 0;
        try (Statement select = newest.createStatement();
                ResultSet row =
                        select.executeQuery("SELECT note FROM checkpoint ORDER BY size DESC LIMIT " + LOOKED_AT)) {
            while (row.next()) {
                Optional<Checkpoint.Signed> note = Checkpoint.parse(row.getString(1));
                if (note.isEmpty() || !isGood(note.get())) {
                    others++;
                } else if (note.get().checkpoint().time().isAfter(since)) {
                    good.add(note.get().checkpoint());
                }
            }
        }
        if (others > 0 && good.isEmpty()) {
            odd.add(new Oddity(
                    EventType.AUDIT_STATE_ODD,
                    "the last checkpoints are not signed by the key that signs now: it was made anew, or they were"
                            + " exchanged"));
        }
        return good;
    }

    private @Nullable Break compare(Connection newest, AuditHead head, HeadCounter.Mark mark, Evidence evidence)
            throws SQLException {
        long lost = mark.head().seq() - head.seq();
        if (lost > 0) {
            if (head.seq() < mark.flushed() || counter.isOfThisBoot(mark)) {
                evidence.add(Evidence.Source.COUNTER, mark.head());
                return evidence.beyond(head);
            }
            odd.add(new Oddity(
                    EventType.AUDIT_ROWS_LOST,
                    lost + " rows behind row " + head.seq() + " were lost to a power cut, or cut off"));
            return null;
        }
        String hash = Segments.hashOf(newest, mark.head().seq());
        if (hash != null && !hash.equals(mark.head().entryHash())) {
            return new Break(
                    mark.head().seq(),
                    Break.Kind.REWRITTEN,
                    "the head counter has another hash for row " + mark.head().seq());
        }
        if (lost < -1 && counter.isOfThisBoot(mark)) {
            odd.add(new Oddity(
                    EventType.AUDIT_STATE_ODD,
                    "the head counter was " + -lost + " rows behind: an older one was put back"));
        }
        return null;
    }
}
