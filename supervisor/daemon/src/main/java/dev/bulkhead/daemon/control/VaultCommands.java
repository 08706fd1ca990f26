package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.signin.VaultWork;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.VaultSlots;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code vault.*} about the ways to open a vault: whose passphrases, the recovery key, the keychain. All but the list take fresh proof. */
final class VaultCommands {
    /** They would be taken for what they are the names of. */
    private static final Set<String> NOBODYS =
            Set.of(SlotName.RECOVERY.value(), SlotName.KEYCHAIN.value(), "keychain", "passphrase");

    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    VaultCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of(
                "vault.slots", this::slots,
                "vault.add-passphrase", this::addPassphrase,
                "vault.change-passphrase", this::changePassphrase,
                "vault.remove-slot", this::removeSlot,
                "vault.rotate", this::rotate,
                "vault.recovery", this::recovery,
                "vault.recover", this::recover,
                "vault.keychain", this::keychain);
    }

    private JsonNode slots(Request request, Reply reply) throws ControlException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        try {
            ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
            describe(rooms.vaults().slots(rooms.home().vault(tenant), tenant), result.putArray("slots"));
            return result;
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    private static void describe(List<VaultSlots.Slot> slots, ArrayNode into) {
        for (VaultSlots.Slot slot : slots) {
            ObjectNode one = into.addObject().put("slot", slot.name().value());
            if (slot.name().isPassphrase()) {
                one.put("kind", "passphrase").put("consultant", slot.name().owner());
            } else {
                one.put("kind", slot.name().value());
            }
            if (!slot.fingerprint().isEmpty()) {
                one.put("fingerprint", slot.fingerprint());
            }
        }
    }

    private JsonNode addPassphrase(Request request, Reply reply) throws ControlException, IOException {
        SlotName slot = consultant(request.text("consultant"));
        SecretBytes fresh = request.secret(1, "new passphrase");
        return change(request, reply, (vault, by) -> {
            if (vault.slots().has(slot)) {
                throw vault.refused("has a passphrase of '" + slot.owner()
                        + "' already: exchange it with 'bulkhead vault change-passphrase'");
            }
            record(request, EventType.VAULT_SLOT_ADDED, "the passphrase of " + slot.owner(), by);
            vault.slots().setPassphrase(slot, fresh);
        });
    }

    private JsonNode changePassphrase(Request request, Reply reply) throws ControlException, IOException {
        var named = request.optional("consultant");
        SlotName asked = named.isPresent() ? consultant(named.get()) : SlotName.PASSPHRASE;
        SecretBytes fresh = request.secret(1, "new passphrase");
        return change(request, reply, (vault, by) -> {
            // Without a name it is that of who proves to be somebody.
            SlotName slot = named.isPresent() ? asked : by;
            requireThere(vault, slot);
            record(request, EventType.VAULT_SLOT_CHANGED, "the passphrase of " + slot.owner(), by);
            vault.slots().setPassphrase(slot, fresh);
        });
    }

    private static void requireThere(Vault vault, SlotName slot) throws VaultException {
        if (!vault.slots().has(slot)) {
            throw vault.refused(
                    "has no slot of '" + slot.owner() + "': see 'bulkhead vault slots " + vault.tenant() + "'");
        }
    }

    private JsonNode removeSlot(Request request, Reply reply) throws ControlException, IOException {
        String name = request.text("slot");
        SlotName slot = switch (name) {
            case "recovery" -> SlotName.RECOVERY;
            case "keychain", "os-keychain" -> SlotName.KEYCHAIN;
            default -> consultant(name);
        };
        return change(request, reply, (vault, by) -> {
            requireThere(vault, slot);
            record(request, EventType.VAULT_SLOT_REMOVED, "the slot of " + slot.owner(), by);
            if (slot.equals(SlotName.KEYCHAIN)) {
                rooms.signIns().keychain().remove(vault);
            } else {
                vault.slots().remove(slot);
            }
        });
    }

    private JsonNode rotate(Request request, Reply reply) throws ControlException, IOException {
        return change(request, reply, (vault, by) -> {
            record(request, EventType.VAULT_ROTATED, "a new data key for every slot", by);
            vault.slots().rotate();
        });
    }

    private JsonNode recovery(Request request, Reply reply) throws ControlException, IOException {
        ObjectNode result = Reply.JSON.createObjectNode();
        return change(request, reply, result, (vault, by) -> {
            record(request, EventType.VAULT_SLOT_ADDED, "a recovery key", by);
            try (SecretBytes key = vault.slots().setKey(SlotName.RECOVERY)) {
                String text = key.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
                result.put("key", text);
            }
            vault.slots().all().stream()
                    .filter(slot -> slot.name().equals(SlotName.RECOVERY))
                    .forEach(slot -> result.put("fingerprint", slot.fingerprint()));
        });
    }

    private JsonNode recover(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        SlotName slot = consultant(request.optional("consultant").orElse(SlotName.FIRST_CONSULTANT));
        SecretBytes fresh = request.secret(1, "new passphrase");
        Unlock key = new Unlock.Key(SlotName.RECOVERY, request.secret(0, "recovery key"));
        reply.progress("opening the vault of " + tenant);
        ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
        proof.require(request, tenant, key, (vault, by) -> {
            record(request, EventType.VAULT_RECOVERED, "a new passphrase of " + slot.owner(), by);
            vault.slots().setPassphrase(slot, fresh);
            describe(vault.slots().all(), result.putArray("slots"));
        });
        return result;
    }

    private JsonNode keychain(Request request, Reply reply) throws ControlException, IOException {
        return switch (request.text("state")) {
            case "on" ->
                change(request, reply, (vault, by) -> {
                    record(request, EventType.VAULT_SLOT_ADDED, "the desktop's keychain", by);
                    rooms.signIns().keychain().add(vault);
                });
            case "off" ->
                change(request, reply, (vault, by) -> {
                    requireThere(vault, SlotName.KEYCHAIN);
                    record(request, EventType.VAULT_SLOT_REMOVED, "the desktop's keychain", by);
                    rooms.signIns().keychain().remove(vault);
                });
            default -> throw ControlException.usage("the keychain of a tenant is 'on' or 'off'");
        };
    }

    private JsonNode change(Request request, Reply reply, VaultWork work) throws ControlException, IOException {
        return change(request, reply, Reply.JSON.createObjectNode(), work);
    }

    /** With the first secret as the proof; a vault of format 1 becomes one of format 2 on the way. */
    private JsonNode change(Request request, Reply reply, ObjectNode result, VaultWork work)
            throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        SecretBytes passphrase = request.secret("passphrase");
        reply.progress("opening the vault of " + tenant);
        result.put("tenant", tenant.value());
        proof.require(request, tenant, new Unlock.Passphrase(passphrase), (vault, by) -> {
            vault.slots().upgrade(passphrase);
            work.on(vault, by);
            describe(vault.slots().all(), result.putArray("slots"));
        });
        return result;
    }

    private void record(Request request, EventType type, String what, SlotName by) throws IOException {
        proof.record(request, type, what + ", asked for by " + by.owner());
    }

    private static SlotName consultant(String name) throws ControlException {
        if (NOBODYS.contains(name)) {
            throw ControlException.usage("a consultant cannot be called '" + name + "' here: choose another name");
        }
        try {
            return SlotName.ofConsultant(name);
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }
}
