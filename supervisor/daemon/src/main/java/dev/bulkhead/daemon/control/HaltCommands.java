package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.Halting;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.signin.SignInResult;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.vault.VaultException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code halt} and {@code resume}. Anybody may halt, an agent too; to resume is to sign in, with fresh proof. */
final class HaltCommands {
    private final RunningTenants tenants;
    private final Halting halting;
    private final SignIns signIns;
    private final Proof proof;

    HaltCommands(RunningTenants tenants, Halting halting, SignIns signIns, Proof proof) {
        this.tenants = tenants;
        this.halting = halting;
        this.signIns = signIns;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of("halt", this::halt, "resume", this::resume);
    }

    private JsonNode halt(Request request, Reply reply) throws ControlException {
        List<RunningTenant> which = request.flag("all") ? tenants.all() : List.of(Tenants.existing(tenants, request));
        String peer = request.peer().describe();
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode all = result.putArray("halted");
        // All at once: the last one must not wait for the others.
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Halting.Halted>> halts = which.stream()
                    .map(tenant -> each.submit(() -> halting.halt(tenant, peer)))
                    .toList();
            for (Future<Halting.Halted> halt : halts) {
                print(halt.get(), all);
            }
        } catch (ExecutionException e) {
            throw ControlException.failed("a tenant could not be halted as a whole, see the log: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ControlException.failed("the supervisor ends");
        }
        return result;
    }

    private static void print(Halting.Halted halted, ArrayNode into) {
        into.addObject()
                .put("tenant", halted.tenant().value())
                .put("elapsedMillis", Math.max(1, halted.took().toMillis()))
                .put("calls", halted.calls())
                .put("processes", halted.processes())
                .put("survivors", halted.survivors())
                .put("recorded", halted.recorded());
    }

    private JsonNode resume(Request request, Reply reply) throws ControlException, IOException {
        RunningTenant tenant = Tenants.existing(tenants, request);
        if (!halting.isHalted(tenant.id())) {
            throw ControlException.refused("tenant '" + tenant.id() + "' is not halted: see 'bulkhead status'");
        }
        reply.progress("opening the vault of " + tenant.id());
        proof.require(request, tenant.id());
        halting.resume(tenant.id(), request.peer().describe());
        try {
            SignInResult result = signIns.signIn(
                    tenant.id(), request.secret("passphrase"), request.peer().describe());
            if (result instanceof SignInResult.SignedIn in) {
                proof.proved(request, in.signIn());
            }
            return Reply.JSON
                    .createObjectNode()
                    .put("tenant", tenant.id().value())
                    .put("signedIn", result instanceof SignInResult.SignedIn);
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }
}
