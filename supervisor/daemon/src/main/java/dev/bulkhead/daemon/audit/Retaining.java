package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes a stream's oldest segments. What the stream says of it, and the signed checkpoint that lets it begin later, are on the disk before
 * the first file goes, and a mark in the state lasts from before that to the end: whatever stops it in between, the next opening goes on
 * with it, or forgets it where nothing was signed yet. Safe for any thread but {@link #goOn}; never beside an erasure.
 */
final class Retaining {
    private static final Logger LOG = LoggerFactory.getLogger(Retaining.class);

    private final StreamPlace place;
    private final StateFile mark;
    private final VerifierKey key;
    private final ReentrantLock streamLock;
    private final InstantSource clock;
    private final Erasing erasing;
    private final Stream stream;

    /** The stream whose segments they are. Its lock is held for each of these but {@link #sign}. */
    interface Stream extends Erasing.Stream {
        /** Takes down a checkpoint that lets the rows up to {@code before} leave. */
        void takeBeginning(AuditHead before);

        /** Signs and keeps what was taken down. */
        void sign();
    }

    Retaining(
            StreamPlace place,
            VerifierKey key,
            ReentrantLock streamLock,
            InstantSource clock,
            Erasing erasing,
            Stream stream) {
        this.place = place;
        this.mark = new StateFile(place.retaining());
        this.key = key;
        this.streamLock = streamLock;
        this.clock = clock;
        this.erasing = erasing;
        this.stream = stream;
    }

    /**
     * Removes what leaves by {@code plan}; the caller has verified it.
     *
     * @param peer by whose wish
     * @throws IOException when it was not done to its end
     */
    void remove(RetentionPlan plan, String peer) throws IOException {
        synchronized (erasing) {
            erasing.finish();
            finish();
            if (!plan.leaving().isEmpty()) {
                record(plan, peer);
                confirm();
                if (!finish()) {
                    throw new IOException("the checkpoint that lets rows of '" + place.tenant()
                            + "' leave could not be made: the log says why; they stay");
                }
            }
        }
    }

    /** Says in the stream what is going to be removed, and takes down the checkpoint that allows it. */
    void record(RetentionPlan plan, String peer) throws IOException {
        List<RetentionPlan.Aged> leaving = plan.leaving();
        RetentionPlan.Aged next = plan.segments().get(leaving.size());
        streamLock.lock();
        try (Connection connection = Segments.readOnly(next.file())) {
            Segments.Meta meta = Segments.meta(connection);
            BulkheadHome.privateFolder(Objects.requireNonNull(place.retaining().getParent()));
            ObjectNode begun = JsonNodeFactory.instance
                    .objectNode()
                    .put("last", meta.before().seq());
            ArrayNode files = begun.putArray("files");
            leaving.forEach(one -> files.add(String.valueOf(one.file().getFileName())));
            mark.write(begun);
            stream.record(AuditEvent.of(
                    clock.instant(),
                    place.tenant(),
                    EventType.SEGMENTS_REMOVED,
                    ResultStatus.SUCCESS,
                    null,
                    Rows.clear(peer),
                    sentence(plan, leaving, meta).toString()));
            stream.takeBeginning(meta.before());
            stream.flush();
        } catch (SQLException e) {
            throw new IOException("nothing of the audit of '" + place.tenant() + "' was removed: " + e.getMessage(), e);
        } finally {
            streamLock.unlock();
        }
    }

    private static ObjectNode sentence(RetentionPlan plan, List<RetentionPlan.Aged> leaving, Segments.Meta next) {
        AuditHead last = next.before();
        long first = leaving.getFirst().first();
        ObjectNode said = JsonNodeFactory.instance
                .objectNode()
                .put("first", first)
                .put("last", last.seq())
                .put("rows", last.seq() - first + 1)
                .put("head", last.entryHash())
                .put("peaks", Base64.getEncoder().encodeToString(next.firstPeaks()))
                .put("newest", leaving.getLast().newest().toString())
                .put("retention_days", plan.span().toDays());
        ArrayNode segments = said.putArray("segments");
        leaving.forEach(one -> segments.add(one.quarter()));
        return said;
    }

    /** Has the checkpoint signed, and brought to the disk. */
    void confirm() throws IOException {
        stream.sign();
        streamLock.lock();
        try {
            stream.flush();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            streamLock.unlock();
        }
    }

    /**
     * Does what is left of one that was begun, or forgets it where no checkpoint allows it yet; nothing where none was.
     *
     * @return false where it was forgotten
     */
    boolean finish() throws IOException {
        synchronized (erasing) {
            ObjectNode begun = mark.read();
            if (begun.isEmpty()) {
                return true;
            }
            boolean isAllowed = Beginning.newestConfirmed(
                            place, key, Segments.in(place.folder()).values())
                    >= begun.path("last").asLong();
            if (isAllowed) {
                for (JsonNode name : begun.path("files")) {
                    delete(name.asText());
                }
            }
            Files.deleteIfExists(place.retaining());
            return isAllowed;
        }
    }

    private void delete(String name) throws IOException {
        if (Quarter.ofFile(name).isEmpty()) {
            throw new IOException(place.retaining() + " names '" + name + "', which is no segment: remove that file");
        }
        Path segment = place.folder().resolve(name);
        Files.deleteIfExists(segment);
        for (Path side : Segments.sideFiles(segment)) {
            Files.deleteIfExists(side);
        }
        Segment.forceFolder(segment);
        LOG.info("tenant={} {} has left the audit by its age", place.tenant(), name);
    }

    /** As {@link #finish}, at the opening: what cannot be done now keeps nobody from working, and is tried again. */
    void goOn() {
        try {
            if (Files.exists(place.retaining())) {
                LOG.warn("tenant={} the removal of old segments was stopped: going on with it", place.tenant());
                // What allows it may not be on the disk yet.
                stream.flush();
                finish();
            }
        } catch (IOException | SQLException e) {
            LOG.error("tenant={} old segments were not removed to the end: {}", place.tenant(), e.getMessage());
        }
    }
}
