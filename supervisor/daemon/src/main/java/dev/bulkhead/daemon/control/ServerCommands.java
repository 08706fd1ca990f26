package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.process.Installed;
import dev.bulkhead.daemon.process.Installs;
import dev.bulkhead.daemon.process.PackageCommand;
import dev.bulkhead.daemon.process.RunningUpstream;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.process.UpstreamOrder;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsException;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code server.*}: MCP servers of others that serve a tenant. Adding and installing start code of others: with fresh proof alone. */
final class ServerCommands {
    private final ControlSocket.Rooms rooms;
    private final TenantServers servers;
    private final Proof proof;

    ServerCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.servers = rooms.servers();
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of(
                "server.add", this::add,
                "server.list", this::list,
                "server.install", this::install,
                "server.remove", this::remove);
    }

    private JsonNode add(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        String name = request.text("name");
        UpstreamSettings.Stdio server = ServerRequest.server(request);
        refuseWaiting(tenant.id());
        if (tenant.settings().mcpServers().containsKey(name)) {
            throw ControlException.refused("tenant '" + tenant.id() + "' has a server '" + name
                    + "' already: remove it first with 'bulkhead server remove " + tenant.id() + " " + name + "'");
        }
        TenantSettings changed = with(tenant, name, server);
        Optional<PackageCommand> fetched = packageOf(server);
        proof.require(request, tenant.id());
        requireSecrets(tenant, server);
        ObjectNode result =
                Reply.JSON.createObjectNode().put("tenant", tenant.id().value()).put("name", name);
        if (fetched.isPresent()) {
            describe(result, install(request, reply, tenant, name, fetched.get()));
        } else {
            // What cannot run is better refused now than found out by an agent.
            Optional<String> problem = servers.outlook(
                            changed, order(changed, name), rooms.tenants().workspacesOfOthers(tenant.id()))
                    .problem();
            if (problem.isPresent()) {
                throw ControlException.refused(problem.get());
            }
        }
        try {
            // As they are by now: an install takes its time.
            rooms.settings().change(with(tenant, name, server), "server " + name + " added");
        } catch (SettingsException e) {
            throw ControlException.refused(e.getMessage());
        }
        proof.record(
                request,
                tenant.id(),
                EventType.UPSTREAM_ADDED,
                ResultStatus.SUCCESS,
                name + ": " + ServerRequest.shown(server));
        tenant.server().upstreamsChanged();
        return result;
    }

    private TenantSettings with(RunningTenant tenant, String name, UpstreamSettings server) throws ControlException {
        try {
            SortedMap<String, UpstreamSettings> all =
                    new TreeMap<>(tenant.settings().mcpServers());
            all.put(name, server);
            return tenant.settings().withUpstreams(all);
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    private UpstreamOrder order(TenantSettings settings, String name) throws ControlException {
        return servers.upstreams(settings).keySet().stream()
                .filter(order -> order.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ControlException.refused("tenant '" + settings.tenant() + "' has no server '" + name
                        + "': see 'bulkhead server list " + settings.tenant() + "'"));
    }

    /** To write the settings now would throw away what somebody wrote, and nobody has confirmed or was able to read. */
    private void refuseWaiting(TenantId tenant) throws ControlException {
        if (rooms.settings().pending(tenant).isPresent()) {
            throw ControlException.refused(
                    "a change of the settings of '" + tenant + "' waits: look at it with 'bulkhead tenant show "
                            + tenant + "', and confirm it or take it back first");
        }
        Optional<String> unaccepted = rooms.settings().unaccepted(tenant);
        if (unaccepted.isPresent()) {
            throw ControlException.refused(unaccepted.get());
        }
    }

    private static Optional<PackageCommand> packageOf(UpstreamSettings.Stdio server) throws ControlException {
        try {
            return PackageCommand.of(server);
        } catch (SandboxUnavailableException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    private void requireSecrets(RunningTenant tenant, UpstreamSettings.Stdio server) throws ControlException {
        for (String secret : ServerRequest.secrets(server)) {
            boolean isThere = rooms
                    .signIns()
                    .live(tenant.id())
                    .orElseThrow(() -> ControlException.refused("nobody is signed in to tenant '" + tenant.id()
                            + "', so that its secrets cannot be looked up: run 'bulkhead sign-in " + tenant.id()
                            + "' first"))
                    .vault()
                    .names()
                    .stream()
                    .anyMatch(name -> name.value().equals(secret));
            if (!isThere) {
                throw ControlException.refused("the vault of tenant '" + tenant.id() + "' holds no secret '" + secret
                        + "': run 'bulkhead secret set " + tenant.id() + " " + secret + "' first");
            }
        }
    }

    private JsonNode install(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        String name = request.text("name");
        UpstreamOrder order = order(tenant.settings(), name);
        Optional<PackageCommand> fetched =
                order.settings() instanceof UpstreamSettings.Stdio server ? packageOf(server) : Optional.empty();
        if (fetched.isEmpty()) {
            throw ControlException.refused("server '" + name + "' is no package: there is nothing to install");
        }
        proof.require(request, tenant.id());
        Installed installed = install(request, reply, tenant, name, fetched.get());
        tenant.server().upstreamsChanged();
        ObjectNode result =
                Reply.JSON.createObjectNode().put("tenant", tenant.id().value()).put("name", name);
        return describe(result, installed);
    }

    private Installed install(Request request, Reply reply, RunningTenant tenant, String name, PackageCommand command)
            throws ControlException, IOException {
        Installs.Scripts scripts = request.flag("allowScripts") ? Installs.Scripts.ALLOWED : Installs.Scripts.IGNORED;
        reply.progress("installing " + command.spec());
        try {
            return servers.installs()
                    .install(
                            tenant.id(),
                            name,
                            command,
                            scripts,
                            rooms.tenants().workspacesOfOthers(tenant.id()),
                            line -> progress(reply, line));
        } catch (SandboxUnavailableException e) {
            throw ControlException.refused(e.getMessage());
        } catch (IOException e) {
            throw ControlException.failed("the package " + command.spec() + " was not installed: " + e.getMessage());
        }
    }

    /** Whoever asked may have gone; the install goes on. */
    private static void progress(Reply reply, String line) {
        try {
            reply.progress(line);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(ServerCommands.class).debug("nobody reads: {}", e.getMessage());
        }
    }

    private static ObjectNode describe(ObjectNode into, Installed installed) {
        return into.put("package", installed.name())
                .put("installed", installed.version())
                .put("integrity", installed.integrity());
    }

    private JsonNode remove(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        String name = request.text("name");
        order(tenant.settings(), name);
        refuseWaiting(tenant.id());
        SortedMap<String, UpstreamSettings> left =
                new TreeMap<>(tenant.settings().mcpServers());
        left.remove(name);
        try {
            rooms.settings().change(tenant.settings().withUpstreams(left), "server " + name + " removed");
        } catch (SettingsException e) {
            throw ControlException.refused(e.getMessage());
        }
        proof.record(request, tenant.id(), EventType.UPSTREAM_REMOVED, ResultStatus.SUCCESS, name);
        tenant.server().upstreamsChanged();
        servers.packages().remove(tenant.id(), name);
        return Reply.JSON.createObjectNode().put("tenant", tenant.id().value()).put("name", name);
    }

    private JsonNode list(Request request, Reply reply) throws ControlException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        TenantProcess process = tenant.server().running();
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode all = result.putArray("servers");
        servers.upstreams(tenant.settings()).forEach((order, era) -> {
            ObjectNode one = all.addObject().put("name", order.name());
            ServerRequest.describe(one, order.settings());
            if (order.installed().isPresent()) {
                describe(one, order.installed().get());
            }
            one.put("era", era.isEmpty() ? "unknown" : era);
            ArrayNode pids = one.putArray("pids");
            if (process != null) {
                process.upstreams().stream()
                        .filter(running -> running.name().equals(order.name()) && running.pid() > 0)
                        .mapToLong(RunningUpstream::pid)
                        .forEach(pids::add);
            }
            TenantServers.Outlook outlook =
                    servers.outlook(tenant.settings(), order, rooms.tenants().workspacesOfOthers(tenant.id()));
            one.put("network", outlook.noNetwork().isEmpty() ? "proxy" : "none");
            outlook.noNetwork().ifPresent(why -> one.put("networkReason", why));
            outlook.problem().ifPresent(problem -> one.put("problem", problem));
        });
        return result;
    }
}
