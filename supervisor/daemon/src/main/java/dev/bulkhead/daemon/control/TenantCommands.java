package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.Checkpoint;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.export.Certificate;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.tenant.PendingSettings;
import dev.bulkhead.daemon.tenant.SettingsException;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UnknownHosts;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code tenant.*}: what there is, and what may change only with fresh proof. */
final class TenantCommands {
    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    TenantCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of(
                "tenant.add", this::add,
                "tenant.list", this::list,
                "tenant.show", this::show,
                "tenant.confirm", this::confirm,
                "tenant.remove", this::remove);
    }

    private JsonNode add(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = request.tenant();
        if (rooms.settings().current(tenant).isPresent()) {
            throw ControlException.refused("there is a tenant '" + tenant
                    + "' already: choose another id, or see 'bulkhead tenant" + " show " + tenant + "'");
        }
        refuseOptions(request, tenant);
        TenantSettings settings = asked(request, tenant);
        Path workspace = settings.workspaceIn(rooms.home());
        SecretBytes passphrase = request.secret("passphrase");
        if (Files.exists(rooms.home().vault(tenant))) {
            throw ControlException.refused("a vault of a former tenant '" + tenant + "' is still there: "
                    + rooms.home().vault(tenant) + ". Move it away, or choose another id"
                    + (rooms.settings().pending(tenant).isEmpty()
                            ? ""
                            : "; with its passphrase, 'bulkhead tenant confirm " + tenant
                                    + "' brings that tenant back, as the file of settings says that lies there"));
        }
        reply.progress("making the vault of " + tenant);
        try {
            BulkheadHome.privateFolder(workspace);
            rooms.vaults().create(rooms.home().vault(tenant), tenant, passphrase, secret -> unlock(tenant, secret));
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try {
            rooms.settings().add(settings);
        } catch (SettingsException | IOException e) {
            Files.deleteIfExists(rooms.home().vault(tenant));
            throw ControlException.refused(String.valueOf(e.getMessage()));
        } finally {
            rooms.audit().locked(tenant);
        }
        ObjectNode result = Reply.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                .put("name", rooms.settings().current(tenant).orElse(settings).name())
                .put("workspace", workspace.toString());
        waiting(tenant, result);
        return result;
    }

    /** A file of settings that somebody has put there says all that itself, and would have the last word. */
    private void refuseOptions(Request request, TenantId tenant) throws ControlException {
        Path file = rooms.home().settings(tenant);
        if (Files.exists(file)
                && (request.args().has("name")
                        || request.args().has("workspace")
                        || request.args().has("unknownHosts"))) {
            throw ControlException.refused("a file of settings for '" + tenant + "' lies there already, " + file
                    + ": run 'bulkhead tenant add " + tenant
                    + "' without options to take what it says, or move it away");
        }
    }

    private void waiting(TenantId tenant, ObjectNode into) {
        ArrayNode waiting = into.putArray("waiting");
        rooms.settings().pending(tenant).ifPresent(pending -> pending.widens().forEach(waiting::add));
    }

    /** The stream has its key before its first row. */
    private void unlock(TenantId tenant, SecretBytes auditSecret) {
        try {
            rooms.audit().unlocked(tenant, StreamKeys.of(tenant, auditSecret));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TenantSettings asked(Request request, TenantId tenant) throws ControlException {
        try {
            TenantSettings settings =
                    TenantSettings.defaults(tenant, request.optional("name").orElse(tenant.value()));
            Optional<String> workspace = request.optional("workspace");
            if (workspace.isPresent()) {
                settings = settings.withWorkspace(Path.of(workspace.get()));
            }
            return switch (request.optional("unknownHosts").orElse("ask")) {
                case "ask" -> settings.withHosts(UnknownHosts.ASK);
                case "allow" -> settings.withHosts(UnknownHosts.ALLOW);
                default -> throw ControlException.usage("unknown hosts are 'ask' or 'allow'");
            };
        } catch (InvalidPathException e) {
            throw ControlException.usage("the workspace is no path: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode list(Request request, Reply reply) {
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode all = result.putArray("tenants");
        rooms.tenants().all().forEach(tenant -> describe(all.addObject(), tenant));
        return result;
    }

    private void describe(ObjectNode into, RunningTenant tenant) {
        into.put("tenant", tenant.id().value())
                .put("name", tenant.settings().name())
                .put("state", tenant.state())
                .put("workspace", tenant.settings().workspaceIn(rooms.home()).toString());
    }

    private JsonNode show(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(rooms.tenants(), request);
        ObjectNode result = Reply.JSON.createObjectNode();
        describe(result, tenant);
        Path file = rooms.home().settings(tenant.id());
        result.put("profile", tenant.settings().sandbox().profile().wireName()).put("file", file.toString());
        waiting(tenant.id(), result);
        result.put("settings", Files.exists(file) ? Files.readString(file) : "");
        return result;
    }

    private JsonNode confirm(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = request.tenant();
        Optional<PendingSettings> waits = rooms.settings().pending(tenant);
        // Without a vault there is no passphrase that could confirm it.
        if (waits.isEmpty() || !Files.exists(rooms.home().vault(tenant))) {
            Tenants.existing(rooms.tenants(), request);
        }
        PendingSettings pending = waits.orElseThrow(() -> ControlException.refused("no change of the settings of '"
                + tenant + "' waits"
                + rooms.settings().unaccepted(tenant).map(why -> ": " + why).orElse("")));
        proof.require(request, tenant);
        try {
            if (rooms.settings().confirm(pending).isEmpty()) {
                throw ControlException.refused("the settings of '" + tenant
                        + "' changed again meanwhile: look at them with 'bulkhead tenant show " + tenant
                        + "', then confirm");
            }
        } catch (SettingsException e) {
            throw ControlException.refused(e.getMessage());
        }
        ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
        ArrayNode confirmed = result.putArray("confirmed");
        pending.widens().forEach(confirmed::add);
        return result;
    }

    private JsonNode remove(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant running = Tenants.existing(rooms.tenants(), request);
        TenantId tenant = running.id();
        proof.requireAfresh(request, reply, tenant);
        boolean erase = request.flag("erase");
        Path workspace = running.settings().workspaceIn(rooms.home());
        rooms.signIns().signOut(tenant, request.peer().describe());
        rooms.settings().remove(tenant);
        // Their last rows would bring the stream back after it was erased.
        running.awaitSessionsEnd();
        rooms.servers().packages().removeAll(tenant);
        ObjectNode result =
                Reply.JSON.createObjectNode().put("tenant", tenant.value()).put("erased", erase);
        ArrayNode kept = result.putArray("kept");
        kept.add(workspace.toString());
        if (erase) {
            result.set("certificate", erased(tenant));
            if (workspace.equals(rooms.home().workspace(tenant))) {
                kept.removeAll();
            }
        } else {
            kept.add(rooms.home().vault(tenant).toString())
                    .add(rooms.home().stream(tenant).toString());
        }
        return result;
    }

    /** The client gets the last checkpoint of their stream: with it what they have of it stays provable. */
    private JsonNode erased(TenantId tenant) throws ControlException, IOException {
        rooms.audit().checkpoint(tenant);
        Optional<Checkpoint.Signed> last = rooms.reader().newestCheckpoint(tenant);
        eraseVault(tenant);
        rooms.audit().forget(tenant);
        rooms.alerts().erase(tenant);
        rooms.usage().erase(tenant);
        rooms.halting().forget(tenant);
        rooms.sessions().active().forget(tenant);
        new TenantRemains(rooms.home(), tenant).remove();
        return Reply.JSON.readTree(new Certificate(
                        rooms.audit().signingKeys(),
                        tenant,
                        "tenant-erasure",
                        rooms.clock().instant())
                .withCheckpoint(last)
                .signed());
    }

    private void eraseVault(TenantId tenant) throws ControlException, IOException {
        Path vault = rooms.home().vault(tenant);
        try {
            if (rooms.vaults().slots(vault, tenant).stream()
                    .anyMatch(slot -> slot.name().equals(SlotName.KEYCHAIN))) {
                rooms.signIns().keychain().forgetErased(tenant);
            }
            rooms.vaults().erase(vault, tenant);
        } catch (VaultException e) {
            throw ControlException.failed(e.getMessage());
        }
    }
}
