package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.approval.RunningProgram;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.session.Locks;
import dev.bulkhead.daemon.session.Outlook;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.session.Session;
import dev.bulkhead.daemon.session.ToolPins;
import dev.bulkhead.daemon.tenant.Destination;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** {@code tenant.overview}: what somebody who oversees one tenant sees at a glance and no other command says. */
final class OverviewCommands {
    private final RunningTenants tenants;
    private final Locks locks;

    OverviewCommands(RunningTenants tenants, Locks locks) {
        this.tenants = tenants;
        this.locks = locks;
    }

    Map<String, Command> all() {
        return Map.of("tenant.overview", this::overview);
    }

    private JsonNode overview(Request request, Reply reply) throws ControlException {
        RunningTenant tenant = Tenants.existing(tenants, request);
        ObjectNode result =
                Reply.JSON.createObjectNode().put("tenant", tenant.id().value());
        Optional<Locks.Due> due = locks.due(tenant.id());
        due.ifPresent(left -> result.put("idleLockSeconds", left.idle().toSeconds())
                .put("hardLockSeconds", left.hard().toSeconds()));
        ArrayNode sessions = result.putArray("sessions");
        tenant.sessions().stream()
                .sorted(Comparator.comparing(Session::since))
                .forEach(session -> describe(sessions.addObject(), session));
        tools(new Outlook(tenant), result.putArray("tools"));
        ArrayNode network = result.putArray("network");
        tenant.settings().network().allow().stream().map(Destination::toString).forEach(network::add);
        return result;
    }

    private static void tools(Outlook outlook, ArrayNode into) {
        SortedMap<String, ToolPins.Pin> pins = outlook.pins();
        outlook.tools().forEach((name, decision) -> {
            ObjectNode tool = into.addObject()
                    .put("tool", name)
                    .put("policy", word(decision))
                    .put("rule", decision.by().text());
            ToolPins.Pin pin = pins.get(name);
            tool.put("pin", pin == null ? "new" : pin.hasChanged() ? "changed" : "pinned");
            if (pin != null && !pin.since().equals(Instant.EPOCH)) {
                tool.put("pinnedSince", pin.since().toString());
            }
        });
    }

    private static void describe(ObjectNode into, Session session) {
        RunningProgram host = session.peer().host().program();
        into.put("session", session.id())
                .put("since", session.since().toString())
                .put("calls", session.inFlight())
                .putObject("host")
                .put("pid", host.pid())
                .put("executable", host.executable());
    }

    private static String word(Decision decision) {
        return switch (decision) {
            case Decision.Allow allow -> "allow";
            case Decision.AskFirst askFirst -> "ask";
            case Decision.Refuse refuse -> "deny";
        };
    }
}
