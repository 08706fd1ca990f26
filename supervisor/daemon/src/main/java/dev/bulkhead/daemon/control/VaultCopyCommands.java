package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code vault.export}, {@code vault.import}, {@code vault.accept-older}: vault files, sealed as they are, that come and go. */
final class VaultCopyCommands {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Leaving EXCHANGED = new Leaving(Leaving.Kind.SIGN_OUT, "its vault was exchanged for another");

    private final ControlSocket.Rooms rooms;
    private final Proof proof;

    VaultCopyCommands(ControlSocket.Rooms rooms, Proof proof) {
        this.rooms = rooms;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of(
                "vault.export", this::export,
                "vault.import", this::bring,
                "vault.accept-older", this::acceptOlder);
    }

    /** Needs no proof: it stays sealed, and whoever asks could copy the file as well. An agent has no business with it. */
    private JsonNode export(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        Path file = request.file("file");
        proof.requireOutside(request, tenant);
        try {
            Vaults.Copy copy = rooms.vaults().copy(rooms.home().vault(tenant), tenant);
            proof.record(request, EventType.VAULT_EXPORTED, "to " + file + ", sha256 " + copy.sha256());
            write(file, copy.content());
            return Reply.JSON
                    .createObjectNode()
                    .put("tenant", tenant.value())
                    .put("file", file.toString())
                    .put("bytes", copy.content().length)
                    .put("sha256", copy.sha256());
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    private static void write(Path file, byte[] content) throws ControlException, IOException {
        FileAttribute<?>[] ownersAlone =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw ControlException.refused(file + " is there already: name another file");
        }
    }

    private JsonNode bring(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        Path file = request.file("file");
        Path vault = rooms.home().vault(tenant);
        int ofTheFile = request.secrets().size() > 1 ? 1 : 0;
        Unlock unlock = new Unlock.Passphrase(request.secret(ofTheFile, "passphrase of the file"));
        reply.progress("opening the vault of " + tenant);
        if (isWhole(vault, tenant)) {
            proof.require(request, tenant);
        } else {
            // Nobody can prove anything by it, and it holds nothing that could be lost.
            proof.requireOutside(request, tenant);
        }
        try {
            proof.record(request, EventType.VAULT_IMPORTED, "from " + file);
            rooms.signIns().leave(tenant, EXCHANGED, request.peer().describe());
            String now = STAMP.format(rooms.clock().instant());
            Optional<Path> kept = rooms.vaults().exchange(vault, file, tenant, unlock, now);
            ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
            kept.ifPresent(path -> result.put("kept", path.toString()));
            return result;
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    private boolean isWhole(Path vault, TenantId tenant) {
        try {
            return !rooms.vaults().slots(vault, tenant).isEmpty();
        } catch (VaultException e) {
            return e.reason() != VaultException.Reason.MISSING && e.reason() != VaultException.Reason.DAMAGED;
        }
    }

    private JsonNode acceptOlder(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(rooms.tenants(), request).id();
        ObjectNode result = Reply.JSON.createObjectNode().put("tenant", tenant.value());
        proof.acceptOlder(request, tenant, (vault, by) -> result.put("generation", vault.generation()));
        return result;
    }
}
