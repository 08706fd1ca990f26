package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.alert.Alert;
import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code alerts.*}: what the rules found. To acknowledge one widens nothing and needs no fresh proof; but an agent does not say
 * that what it did was in order.
 */
final class AlertCommands {
    private final RunningTenants tenants;
    private final Alerts alerts;
    private final Proof proof;

    AlertCommands(RunningTenants tenants, Alerts alerts, Proof proof) {
        this.tenants = tenants;
        this.alerts = alerts;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("alerts.list", this::list, "alerts.acknowledge", this::acknowledge);
    }

    private JsonNode list(Request request, Reply reply) throws ControlException {
        Optional<TenantId> tenant = Tenants.named(tenants, request);
        boolean all = request.flag("all");
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode listed = result.putArray("alerts");
        alerts.list(tenant).stream()
                .filter(alert -> all || alert.acknowledged().isEmpty())
                .forEach(alert -> listed.add(alert.json()));
        return result;
    }

    private JsonNode acknowledge(Request request, Reply reply) throws ControlException, IOException {
        String id = request.text("id");
        String reason = request.text("reason");
        Alert alert = alerts.find(id).orElseThrow(() -> gone(id));
        proof.requireOutside(request, alert.tenant());
        try {
            if (!alerts.acknowledge(alert, request.peer().describe(), reason)) {
                throw gone(id);
            }
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
        return alert.json().put("reason", reason);
    }

    private static ControlException gone(String id) {
        String shown = id.length() > 16 ? id.substring(0, 16) + "…" : id;
        return ControlException.refused("no alert '" + shown + "' is open: see 'bulkhead alerts --all'");
    }
}
