package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a {@link FakeSupervisor} that tells whoever follows what is new. Its lock is the supervisor's. */
final class FakeFollowing {
    private final FakeSupervisor supervisor;
    private final FakeTenants tenants;

    FakeFollowing(FakeSupervisor supervisor, FakeTenants tenants) {
        this.supervisor = supervisor;
        this.tenants = tenants;
    }

    /** Says each state once, and again when it is another. */
    void states(FakeConnection to, long id) throws IOException, InterruptedException {
        Map<String, String> told = new HashMap<>();
        while (true) {
            Map<String, String> now = new LinkedHashMap<>();
            synchronized (supervisor) {
                tenants.forEach((tenant, one) -> now.put(tenant, one.state));
                while (now.equals(told)) {
                    supervisor.wait();
                    tenants.forEach((tenant, one) -> now.put(tenant, one.state));
                }
            }
            for (Map.Entry<String, String> each : now.entrySet()) {
                if (!each.getValue().equals(told.put(each.getKey(), each.getValue()))) {
                    to.item(
                            id,
                            ControlClient.JSON
                                    .createObjectNode()
                                    .put("tenant", each.getKey())
                                    .put("state", each.getValue()));
                }
            }
        }
    }

    /** Sends the audit, and what is added to it, for as long as the other end listens. */
    void follow(String tenant, FakeConnection to, long id) throws IOException, InterruptedException {
        int sent = 0;
        while (true) {
            List<ObjectNode> fresh;
            synchronized (supervisor) {
                while (tenants.get(tenant).audit.size() == sent) {
                    supervisor.wait();
                }
                fresh = List.copyOf(tenants.get(tenant)
                        .audit
                        .subList(sent, tenants.get(tenant).audit.size()));
            }
            sent += fresh.size();
            for (ObjectNode item : fresh) {
                to.item(id, item);
            }
        }
    }
}
