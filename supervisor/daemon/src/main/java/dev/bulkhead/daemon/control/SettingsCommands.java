package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.tenant.SettingsDraft;
import dev.bulkhead.daemon.tenant.SettingsException;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code settings.*}: a tenant's settings for who edits them. Needs no proof, as the file itself needs none: what widens waits
 * for {@code tenant.confirm}, which does.
 */
final class SettingsCommands {
    private final RunningTenants tenants;
    private final SettingsStore settings;

    SettingsCommands(RunningTenants tenants, SettingsStore settings) {
        this.tenants = tenants;
        this.settings = settings;
    }

    Map<String, Command> all() {
        return Map.of("settings.check", this::check, "settings.write", this::write);
    }

    private JsonNode check(Request request, Reply reply) throws ControlException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        return json(tenant, settings.draft(tenant, bytes(request, "settings")));
    }

    private JsonNode write(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        try {
            return json(tenant, settings.write(tenant, bytes(request, "base"), bytes(request, "settings")));
        } catch (SettingsException e) {
            throw ControlException.refused(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(Request request, String name) throws ControlException {
        return request.text(name).getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode json(TenantId tenant, SettingsDraft draft) {
        ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
        ArrayNode problems = result.putArray("problems");
        draft.problems()
                .forEach(problem -> problems.addObject()
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("key", problem.key())
                        .put("message", problem.message()));
        ArrayNode widens = result.putArray("widens");
        draft.widens().forEach(widens::add);
        return result;
    }
}
