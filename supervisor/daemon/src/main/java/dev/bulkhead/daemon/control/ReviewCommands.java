package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.RowProof;
import dev.bulkhead.daemon.audit.RowProofs;
import dev.bulkhead.daemon.audit.RowsAt;
import dev.bulkhead.daemon.review.Chart;
import dev.bulkhead.daemon.review.Found;
import dev.bulkhead.daemon.review.ReviewFilter;
import dev.bulkhead.daemon.review.StreamIndexes;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code audit.index}, {@code audit.page}, {@code audit.row}: looking through a stream of a million rows without copying it. Needs no
 * sign-in, as {@code audit.list}; what may name a person is opened while the tenant is signed in, and never below a host.
 */
final class ReviewCommands {
    private static final int MOST_OF_A_PAGE = 256;
    private static final Duration FOLLOW_EVERY = Duration.ofMillis(250);

    /** A look through a long stream that is written all the time takes a tenth of a core. */
    private static final long MOST_OF_A_CORE = 9;

    private static final long TELL_EVERY_NANOS = 250_000_000;

    private final RunningTenants tenants;
    private final AuditStreams streams;
    private final StreamIndexes indexes;
    private final RowsAt rows;
    private final RowProofs proofs;
    private final Proof proof;
    private final AuditReads reads;

    ReviewCommands(ControlSocket.Rooms rooms, Proof proof, AuditReads reads) {
        this.tenants = rooms.tenants();
        this.streams = rooms.audit();
        this.indexes = rooms.indexes();
        this.rows = new RowsAt(rooms.home());
        this.proofs = new RowProofs(rooms.home(), rooms.audit().signingKeys(), rooms.verifier());
        this.proof = proof;
        this.reads = reads;
    }

    Map<String, Command> all() {
        return Map.of("audit.index", this::index, "audit.page", this::page, "audit.row", this::row);
    }

    private JsonNode index(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        ReviewFilter filter = ReviewFilters.of(request);
        Chart.Wanted chart = ReviewFilters.chart(request);
        reads.reviewing(request, tenant);
        StreamIndexes.Progress progress = told(reply);
        Found found = indexes.find(tenant, filter, chart, progress);
        FoundJson.send(reply, "rows", found.first(), found.rows());
        if (!request.flag("follow")) {
            return FoundJson.summary(found);
        }
        summary(reply, found);
        Duration pause = FOLLOW_EVERY;
        while (true) {
            Pause.of(pause);
            long began = System.nanoTime();
            Optional<Found> newer = indexes.findNewer(tenant, filter, chart, progress, found);
            pause = Duration.ofNanos(Math.max(FOLLOW_EVERY.toNanos(), (System.nanoTime() - began) * MOST_OF_A_CORE));
            if (newer.isEmpty()) {
                // A line that is written now and then is the only way to learn that the reader has gone.
                reply.progress("");
            } else {
                changed(reply, found, newer.get());
                found = newer.get();
            }
        }
    }

    private static void changed(Reply reply, Found before, Found now) throws IOException {
        if (before.stamp() == now.stamp()) {
            FoundJson.send(reply, "rows", now.first(), now.without(before));
            FoundJson.send(reply, "folded", now.first(), before.without(now));
        } else {
            reply.item(Reply.JSON.createObjectNode().put("restart", true));
            FoundJson.send(reply, "rows", now.first(), now.rows());
        }
        summary(reply, now);
    }

    private static void summary(Reply reply, Found found) throws IOException {
        ObjectNode item = Reply.JSON.createObjectNode();
        item.set("summary", FoundJson.summary(found));
        reply.item(item);
    }

    private static StreamIndexes.Progress told(Reply reply) {
        long[] last = {System.nanoTime()};
        return (done, of) -> {
            long now = System.nanoTime();
            if (now - last[0] > TELL_EVERY_NANOS) {
                last[0] = now;
                reply.progress("reading the stream: " + done + " of " + of + " rows");
            }
        };
    }

    private JsonNode page(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        List<Long> places = places(request);
        reads.reviewing(request, tenant);
        try (AuditOpening opening = AuditOpening.of(request, streams, proof, tenant)) {
            List<AuditEntry> page = rows.of(tenant, places);
            for (AuditEntry row : page) {
                reply.item(Reply.JSON.readTree(EventJson.of(row, opening.opener())));
            }
            return Reply.JSON.createObjectNode().put("count", page.size());
        }
    }

    private static List<Long> places(Request request) throws ControlException {
        JsonNode list = request.args().path("seqs");
        List<Long> places = new ArrayList<>();
        for (JsonNode place : list) {
            if (!place.canConvertToLong() || !place.isIntegralNumber()) {
                throw ControlException.usage("'seqs' is no list of rows' places");
            }
            places.add(place.asLong());
        }
        if (!list.isArray() || places.isEmpty() || places.size() > MOST_OF_A_PAGE) {
            throw ControlException.usage("'seqs' is a list of 1 to " + MOST_OF_A_PAGE + " rows' places");
        }
        return places;
    }

    private JsonNode row(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        long seq = request.number("seq", 0);
        reads.reviewing(request, tenant);
        RowProof found = proofs.of(tenant, seq)
                .orElseThrow(() -> ControlException.refused("the audit of '" + tenant + "' has no row " + seq));
        try (AuditOpening opening = AuditOpening.of(request, streams, proof, tenant)) {
            ObjectNode result = Reply.JSON.createObjectNode();
            result.set("event", Reply.JSON.readTree(EventJson.of(found.row(), opening.opener())));
            result.set("proof", FoundJson.proof(found));
            return result;
        }
    }
}
