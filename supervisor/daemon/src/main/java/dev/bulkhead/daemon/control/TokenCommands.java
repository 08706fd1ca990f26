package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.IssuedToken;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.daemon.token.TokenException;
import dev.bulkhead.daemon.token.TokenRequest;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code token.*}: tokens that scripts and tests bring along in {@code BULKHEAD_TOKEN}. */
final class TokenCommands {
    private static final long DEFAULT_SECONDS = 30 * 60;

    private final RunningTenants tenants;
    private final SignIns signIns;
    private final TokenAuthority authority;
    private final Proof proof;
    private final EventSink events;
    private final InstantSource clock;

    TokenCommands(
            RunningTenants tenants,
            SignIns signIns,
            TokenAuthority authority,
            Proof proof,
            EventSink events,
            InstantSource clock) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.authority = authority;
        this.proof = proof;
        this.events = events;
        this.clock = clock;
    }

    Map<String, Command> all() {
        return Map.of("token.issue", this::issue, "token.list", this::list, "token.revoke", this::revoke);
    }

    private JsonNode issue(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        proof.require(request, tenant);
        SignIn signIn = signIns.live(tenant)
                .orElseThrow(() -> ControlException.refused(
                        "nobody is signed in to tenant '" + tenant + "': run 'bulkhead sign-in " + tenant + "' first"));
        IssuedToken token;
        try {
            Duration life = Duration.ofSeconds(request.number("ttlSeconds", DEFAULT_SECONDS));
            token = authority.issue(new TokenRequest(
                    tenant, signIn.grant().subject(), tools(request), life, TokenRequest.Purpose.ISSUED));
        } catch (IllegalArgumentException | TokenException e) {
            throw ControlException.refused(String.valueOf(e.getMessage()));
        }
        TokenClaims claims = token.claims();
        record(request, EventType.TOKEN_ISSUED, tenant, claims.jti(), "until " + claims.expires());
        return Reply.JSON
                .createObjectNode()
                .put("token", token.compact())
                .put("jti", claims.jti())
                .put("expires", claims.expires().toString());
    }

    private static List<ToolPattern> tools(Request request) throws ControlException {
        List<ToolPattern> patterns = new ArrayList<>();
        for (String tool : request.texts("tools")) {
            patterns.add(new ToolPattern(tool));
        }
        return patterns.isEmpty() ? List.of(new ToolPattern("*")) : patterns;
    }

    private JsonNode list(Request request, Reply reply) throws ControlException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode all = result.putArray("tokens");
        for (TokenClaims claims : authority.list(tenant)) {
            ObjectNode one = all.addObject();
            one.put("jti", claims.jti()).put("subject", claims.subject());
            claims.tools().forEach(tool -> one.withArray("tools").add(tool.value()));
            one.put("issued", claims.issuedAt().toString())
                    .put("expires", claims.expires().toString());
        }
        return result;
    }

    private JsonNode revoke(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        int revoked;
        if (request.flag("all")) {
            record(request, EventType.TOKEN_REVOKED, tenant, null, "all");
            revoked = authority.revokeAll(tenant);
        } else {
            String jti = request.text("jti");
            if (authority.list(tenant).stream().noneMatch(claims -> claims.jti().equals(jti))) {
                throw ControlException.refused("tenant '" + tenant
                        + "' has no live token of that id: see 'bulkhead token list " + tenant + "'");
            }
            record(request, EventType.TOKEN_REVOKED, tenant, jti, "one");
            authority.revoke(tenant, jti);
            revoked = 1;
        }
        return Reply.JSON.createObjectNode().put("revoked", revoked);
    }

    private void record(Request request, EventType type, TenantId tenant, @Nullable String jti, String detail)
            throws IOException {
        events.record(AuditEvent.of(
                        clock.instant(),
                        tenant,
                        type,
                        ResultStatus.SUCCESS,
                        null,
                        request.peer().describe(),
                        detail)
                .withToken(jti));
    }
}
