package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.usage.By;
import dev.bulkhead.daemon.usage.Usage;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code usage}: what tenants have used. Needs no sign-in: it shows how much was done, and of what. */
final class UsageCommands {
    private final RunningTenants tenants;
    private final Usage usage;

    UsageCommands(RunningTenants tenants, Usage usage) {
        this.tenants = tenants;
        this.usage = usage;
    }

    Map<String, Command> all() {
        return Map.of("usage", this::usage);
    }

    private JsonNode usage(Request request, Reply reply) throws ControlException, IOException {
        Optional<TenantId> tenant = Tenants.named(tenants, request);
        By by = By.of(request.optional("by").orElse("tenant"))
                .orElseThrow(() -> ControlException.usage("'by' is tenant, upstream, tool or day"));
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode rows = result.putArray("usage");
        usage.rows(tenant, request.month(), by).forEach(row -> rows.add(row.json()));
        return result;
    }
}
