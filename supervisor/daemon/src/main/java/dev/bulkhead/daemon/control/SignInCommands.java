package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.signin.Providers;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignInResult;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;

/** {@code sign-in}, {@code sign-out} and {@code secret.*}: what needs or opens a vault. */
final class SignInCommands {
    private final RunningTenants tenants;
    private final SignIns signIns;
    private final Providers providers;
    private final EventSink events;
    private final InstantSource clock;
    private final Proof proof;

    SignInCommands(
            RunningTenants tenants,
            SignIns signIns,
            Providers providers,
            EventSink events,
            InstantSource clock,
            Proof proof) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.providers = providers;
        this.events = events;
        this.clock = clock;
        this.proof = proof;
    }

    Map<String, Command> all() {
        return Map.of(
                "sign-in", this::signIn,
                "sign-out", this::signOut,
                "secret.set", this::setSecret,
                "secret.list", this::listSecrets,
                "secret.remove", this::removeSecret);
    }

    private JsonNode signIn(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        reply.progress("opening the vault of " + tenant);
        try {
            return switch (attempt(tenant, request, reply)) {
                case SignInResult.SignedIn in ->
                    Reply.JSON
                            .createObjectNode()
                            .put("tenant", tenant.value())
                            .put("since", in.signIn().since().toString())
                            .put("subject", in.signIn().grant().subject());
                case SignInResult.Denied denied -> throw ControlException.refused(denied.reason());
                case SignInResult.Throttled throttled -> throw ControlException.refused(throttled.reason());
            };
        } catch (VaultException | IdentityException e) {
            throw ControlException.refused(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private SignInResult attempt(TenantId tenant, Request request, Reply reply)
            throws ControlException, VaultException, IOException, IdentityException {
        String peer = request.peer().describe();
        if (!request.flag("keychain")) {
            Providers.Way way = request.flag("device") ? Providers.Way.DEVICE : Providers.Way.BROWSER;
            SignInResult result = providers.signIn(tenant, request.secret("passphrase"), way, reply::open, peer);
            if (result instanceof SignInResult.SignedIn in) {
                proof.proved(request, in.signIn());
            }
            return result;
        }
        // It takes nothing that only the consultant knows, so it must not be an agent who asks (rule 7).
        proof.requireOutside(request, tenant);
        return signIns.signInByKeychain(tenant, peer);
    }

    private JsonNode signOut(Request request, Reply reply) throws ControlException, IOException {
        ArrayNode out = Reply.JSON.createArrayNode();
        if (request.flag("all")) {
            for (RunningTenant tenant : tenants.all()) {
                signOut(tenant.id(), request, out);
            }
        } else {
            signOut(Tenants.existing(tenants, request).id(), request, out);
        }
        ObjectNode result = Reply.JSON.createObjectNode();
        result.set("signedOut", out);
        return result;
    }

    private void signOut(TenantId tenant, Request request, ArrayNode out) throws IOException {
        if (signIns.signOut(tenant, request.peer().describe())) {
            out.add(tenant.value());
        }
    }

    private JsonNode setSecret(Request request, Reply reply) throws ControlException, IOException {
        SignIn signIn = live(request);
        SecretName name = name(request);
        record(request, EventType.SECRET_SET, signIn.tenant(), name);
        try {
            signIn.vault().set(name, request.secret("secret"));
        } catch (VaultException e) {
            throw ControlException.failed(e.getMessage());
        }
        Tenants.existing(tenants, request).credentialsChanged();
        return named(signIn.tenant(), name);
    }

    private JsonNode listSecrets(Request request, Reply reply) throws ControlException {
        SignIn signIn = live(request);
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode names = result.putArray("secrets");
        signIn.vault().names().forEach(name -> names.add(name.value()));
        return result;
    }

    private JsonNode removeSecret(Request request, Reply reply) throws ControlException, IOException {
        SignIn signIn = live(request);
        SecretName name = name(request);
        if (!signIn.vault().names().contains(name)) {
            throw ControlException.refused("tenant '" + signIn.tenant() + "' has no secret '" + name
                    + "': see 'bulkhead secret list " + signIn.tenant() + "'");
        }
        record(request, EventType.SECRET_REMOVED, signIn.tenant(), name);
        try {
            signIn.vault().remove(name);
        } catch (VaultException e) {
            throw ControlException.failed(e.getMessage());
        }
        Tenants.existing(tenants, request).credentialsChanged();
        return named(signIn.tenant(), name);
    }

    private SignIn live(Request request) throws ControlException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        return signIns.live(tenant)
                .orElseThrow(() -> ControlException.refused(
                        "nobody is signed in to tenant '" + tenant + "': run 'bulkhead sign-in " + tenant + "' first"));
    }

    private static SecretName name(Request request) throws ControlException {
        try {
            SecretName name = new SecretName(request.text("name"));
            if (name.isOurs()) {
                throw ControlException.usage("names that begin with 'bulkhead.' are Bulkhead's own: choose another");
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    private void record(Request request, EventType type, TenantId tenant, SecretName name) throws IOException {
        events.record(AuditEvent.of(
                clock.instant(),
                tenant,
                type,
                ResultStatus.SUCCESS,
                null,
                request.peer().describe(),
                name.value()));
    }

    private static JsonNode named(TenantId tenant, SecretName name) {
        return Reply.JSON.createObjectNode().put("tenant", tenant.value()).put("name", name.value());
    }
}
