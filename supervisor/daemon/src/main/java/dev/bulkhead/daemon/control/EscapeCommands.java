package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.process.EscapeResult;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** {@code escape}: tries to get out of a tenant's sandboxes. Needs no sign-in: no credential goes into them. */
final class EscapeCommands {
    private final BulkheadHome home;
    private final RunningTenants tenants;
    private final TenantServers servers;

    /** One at a time: each starts four sandboxes that try as much as they can. */
    private final ReentrantLock one = new ReentrantLock();

    EscapeCommands(BulkheadHome home, RunningTenants tenants, TenantServers servers) {
        this.home = home;
        this.tenants = tenants;
        this.servers = servers;
    }

    Map<String, Command> all() {
        return Map.of("escape", this::escape);
    }

    private JsonNode escape(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(tenants, request);
        TenantSettings settings = tenant.settings();
        TenantServers.Order order =
                new TenantServers.Order(tenant.id(), settings.name(), settings.workspaceIn(home), settings.sandbox());
        if (!one.tryLock()) {
            throw ControlException.refused("the escape suite runs already: wait until it has ended");
        }
        try {
            List<EscapeResult> results = servers.escapes()
                    .run(
                            order,
                            settings.network(),
                            tenants.workspacesOfOthers(tenant.id()),
                            what -> progress(reply, what));
            Map<String, Integer> counts = new TreeMap<>();
            for (EscapeResult result : results) {
                reply.item(json(result));
                counts.merge(result.verdict().word(), 1, Integer::sum);
            }
            ObjectNode answer =
                    Reply.JSON.createObjectNode().put("tenant", tenant.id().value());
            answer.put("profile", settings.sandbox().profile().wireName());
            answer.set("verdicts", Reply.JSON.valueToTree(counts));
            return answer;
        } catch (SandboxUnavailableException e) {
            throw ControlException.refused(e.getMessage());
        } finally {
            one.unlock();
        }
    }

    private static ObjectNode json(EscapeResult result) {
        ObjectNode one = Reply.JSON
                .createObjectNode()
                .put("attempt", result.attempt().id())
                .put("group", result.attempt().group())
                .put("what", result.attempt().what())
                .put("language", result.language().name().toLowerCase(Locale.ROOT))
                .put("verdict", result.verdict().word())
                .put("how", result.how())
                .put("twin", result.attempt().twin().name().toLowerCase(Locale.ROOT))
                .put("twinOpen", result.twin())
                .put("twinHow", result.twinHow());
        return result.explanation().isEmpty() ? one : one.put("explanation", result.explanation());
    }

    /** Whoever asked may have gone; the suite goes on to its end, which is near. */
    private static void progress(Reply reply, String what) {
        try {
            reply.progress(what);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(EscapeCommands.class).debug("nobody reads: {}", e.getMessage());
        }
    }
}
