package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.alert.Alerts;
import dev.bulkhead.daemon.audit.Stamping;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.signin.SignIns;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code status}, {@code stop} and {@code events}: the supervisor itself. */
final class SupervisorCommands {
    private static final long LOOK_EVERY_MILLIS = 200;

    private final RunningTenants tenants;
    private final SignIns signIns;
    private final TenantServers servers;
    private final Alerts alerts;
    private final Stamping stamping;
    private final String version;
    private final Runnable stop;

    SupervisorCommands(
            RunningTenants tenants,
            SignIns signIns,
            TenantServers servers,
            Alerts alerts,
            Stamping stamping,
            String version,
            Runnable stop) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.servers = servers;
        this.alerts = alerts;
        this.stamping = stamping;
        this.version = version;
        this.stop = stop;
    }

    Map<String, Command> all() {
        return Map.of("status", this::status, "stop", this::stop, "events", this::events);
    }

    private JsonNode status(Request request, Reply reply) {
        ObjectNode status = Reply.JSON.createObjectNode();
        ObjectNode supervisor = status.putObject("supervisor");
        supervisor.put("pid", ProcessHandle.current().pid()).put("version", version);
        ObjectNode limits = supervisor.putObject("limits");
        servers.limits().forEach((name, how) -> limits.put(name, how.wireName()));
        ArrayNode all = status.putArray("tenants");
        for (RunningTenant tenant : tenants.all()) {
            ObjectNode one = all.addObject();
            one.put("tenant", tenant.id().value())
                    .put("name", tenant.settings().name())
                    .put("state", tenant.state());
            TenantProcess process = tenant.server().running();
            if (process == null) {
                one.putNull("pid");
            } else {
                one.put("pid", process.pid());
            }
            signIns.live(tenant.id()).ifPresent(live -> {
                one.put("consultant", live.grant().subject())
                        .put(
                                "signed_in",
                                live.since().truncatedTo(ChronoUnit.MILLIS).toString());
                if (live.grant().readOnly()) {
                    one.put("reads_only", true);
                }
            });
            one.put("sessions", tenant.sessions().size());
            one.put("waiting", tenant.waiting());
            one.put("alerts", alerts.open(tenant.id()));
            one.put("profile", tenant.settings().sandbox().profile().wireName());
            one.put("selftest", tenant.server().selfTest());
            tenant.haltedBecause().ifPresent(why -> one.put("halted", why));
            if (!tenant.suspendedBecause().isEmpty()) {
                one.put("suspended", tenant.suspendedBecause());
            }
            String problem = Stream.of(
                            tenant.problem(), stamping.problem(tenant.id()).orElse(""))
                    .filter(sentence -> !sentence.isEmpty())
                    .collect(Collectors.joining("; "));
            if (!problem.isEmpty()) {
                one.put("problem", problem);
            }
        }
        return status;
    }

    private JsonNode stop(Request request, Reply reply) {
        // After the answer has left: the connection that carries it ends with the supervisor.
        Thread.ofPlatform().name("stops").start(() -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stop.run();
        });
        return Reply.JSON.createObjectNode();
    }

    private JsonNode events(Request request, Reply reply) throws ControlException, IOException {
        String only = request.optional("tenant").orElse("");
        Map<String, String> told = new HashMap<>();
        while (true) {
            for (RunningTenant tenant : tenants.all()) {
                String name = tenant.id().value();
                String state = tenant.state();
                if ((only.isEmpty() || only.equals(name)) && !state.equals(told.put(name, state))) {
                    reply.item(Reply.JSON.createObjectNode().put("tenant", name).put("state", state));
                }
            }
            reply.progress("");
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the supervisor ends", e);
            }
        }
    }
}
