package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code home.copy} and {@code home.replace}: all of a home, for a backup, and before another takes its place. */
final class HomeCommands {
    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    HomeCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("home.copy", this::copy, "home.replace", this::replace);
    }

    /** Needs no proof: vaults stay sealed, and whoever asks could copy the files as well. An agent has no business with it. */
    private JsonNode copy(Request request, Reply reply) throws ControlException, IOException {
        Path folder = request.file("folder");
        Path file = request.file("file");
        List<TenantId> tenants =
                rooms.tenants().all().stream().map(RunningTenant::id).toList();
        for (TenantId tenant : tenants) {
            proof.requireOutside(request, tenant);
        }
        for (TenantId tenant : tenants) {
            proof.record(request, tenant, EventType.HOME_BACKED_UP, ResultStatus.SUCCESS, "to " + file);
        }
        return new HomeCopy(
                        rooms.home(),
                        rooms.audit(),
                        rooms.version(),
                        rooms.clock().instant())
                .write(folder, tenants, reply);
    }

    /** The word that this home may be put aside; whoever asks does it once this supervisor has ended. */
    private JsonNode replace(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        Path by = request.file("file");
        reply.progress("opening the vault of " + tenant);
        proof.require(request, tenant);
        for (RunningTenant each : rooms.tenants().all()) {
            proof.record(request, each.id(), EventType.HOME_REPLACED, ResultStatus.SUCCESS, "by " + by);
        }
        return Reply.JSON.createObjectNode().put("tenant", tenant.value());
    }
}
