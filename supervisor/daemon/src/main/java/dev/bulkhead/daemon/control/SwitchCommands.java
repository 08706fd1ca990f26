package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.session.Sessions;
import dev.bulkhead.daemon.session.Switching;
import java.io.IOException;
import java.util.Map;

/** {@code switch}: which workspace the hosts work in that ask for none. An agent cannot change it: it would choose its client. */
final class SwitchCommands {
    private final RunningTenants tenants;
    private final Sessions sessions;
    private final Proof proof;

    SwitchCommands(RunningTenants tenants, Sessions sessions, Proof proof) {
        this.tenants = tenants;
        this.sessions = sessions;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("switch", this::change, "switch.show", this::show);
    }

    private JsonNode show(Request request, Reply reply) {
        ObjectNode result = Reply.JSON.createObjectNode();
        sessions.active()
                .now()
                .map(RunningTenant::id)
                .ifPresentOrElse(id -> result.put("active", id.value()), () -> result.putNull("active"));
        return result;
    }

    private JsonNode change(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(tenants, request);
        proof.requireOutside(request, tenant.id());
        Switching.Switched switched =
                sessions.switching().to(tenant, request.peer().describe());
        return Reply.JSON
                .createObjectNode()
                .put("active", tenant.id().value())
                .put("state", tenant.state())
                .put("moved", switched.moved())
                .put("inLobby", switched.inLobby())
                .put("elapsedMillis", Math.max(1, switched.took().toMillis()));
    }
}
