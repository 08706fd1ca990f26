package dev.bulkhead.daemon.token;

import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * What one token says, after it was issued or verified (RFC 7519 §4.1). No secret: only the compact form is one.
 *
 * @param tenant the one tenant that it is good for
 * @param subject who or what it was issued to
 * @param tools what it allows; an empty list allows nothing
 * @param resourcePrefix what every resource that it gives access to begins with: {@code acme/}, {@code acme/reports/}
 * @param issuedAt in whole seconds
 * @param expires in whole seconds; at this instant it is dead
 * @param jti its id: 128 random bits in base64url
 * @param keyId the {@code kid} of the key that signed it: another one after each unlock
 */
public record TokenClaims(
        TenantId tenant,
        String subject,
        List<ToolPattern> tools,
        String resourcePrefix,
        Instant issuedAt,
        Instant expires,
        String jti,
        String keyId) {

    public TokenClaims {
        tools = List.copyOf(tools);
    }

    /** Returns whether a pattern of the token matches {@code tool}. */
    public boolean allows(String tool) {
        return ToolPattern.firstMatch(tools, tool).isPresent();
    }

    /** Returns whether {@code wall} is before its end. A clock that was set back deceives it: see {@link ExpiryClock}. */
    public boolean isLiveAt(Instant wall) {
        return wall.isBefore(expires);
    }
}
