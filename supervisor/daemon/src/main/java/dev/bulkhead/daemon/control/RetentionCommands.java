package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.BrokenStreamException;
import dev.bulkhead.daemon.audit.RetentionPlan;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code audit.retain}: the segments of a stream by their age, and those that are too old taken away now. */
final class RetentionCommands {
    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    RetentionCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("audit.retain", this::retain);
    }

    private JsonNode retain(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        try {
            if (request.flag("preview")) {
                return json(tenant, rooms.retention().plan(tenant));
            }
            proof.requireAfresh(request, reply, tenant);
            reply.progress("verifying the stream of " + tenant);
            return json(tenant, rooms.retention().apply(tenant, request.peer().describe()));
        } catch (BrokenStreamException e) {
            throw ControlException.refused(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode json(TenantId tenant, RetentionPlan plan) {
        ObjectNode result = Reply.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                .put("retention_days", plan.span().toDays())
                .put("as_of", plan.now().toString());
        ArrayNode segments = result.putArray("segments");
        for (RetentionPlan.Aged one : plan.segments()) {
            segments.addObject()
                    .put("segment", one.quarter())
                    .put("first", one.first())
                    .put("last", one.last())
                    .put("newest", one.newest().toString())
                    .put("leaves", one.leaves().toString())
                    .put("due", one.isDue());
        }
        return result;
    }

    /** Says in {@code result} that rows have left, where whoever asks wants some from {@code since}, or all. */
    static ObjectNode tellRemoved(AuditReader reader, TenantId tenant, @Nullable Instant since, ObjectNode result)
            throws IOException {
        Optional<AuditReader.Removed> removed = reader.removed(tenant);
        if (removed.isPresent()
                && (since == null || since.isBefore(removed.get().before()))) {
            result.putObject("removed")
                    .put("rows", removed.get().rows())
                    .put("before", removed.get().before().toString());
        }
        return result;
    }
}
