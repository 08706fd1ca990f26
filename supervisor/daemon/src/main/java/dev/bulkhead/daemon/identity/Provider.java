package dev.bulkhead.daemon.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import dev.bulkhead.daemon.identity.IdTokens.Expected;
import dev.bulkhead.daemon.identity.Vouched.Renewed;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's provider, as its settings pin it. Asks the provider for what it says of itself at each use, so that a key or an
 * address that it has given up is not believed. Stateless; safe for any thread; blocks.
 */
public final class Provider {
    private static final Duration UNSAID_LIFE = Duration.ofMinutes(5);

    private final IdentitySettings settings;
    private final ProviderWire wire;
    private final InstantSource clock;

    public Provider(IdentitySettings settings, ProviderWire wire, InstantSource clock) {
        this.settings = settings;
        this.wire = wire;
        this.clock = clock;
    }

    /** How it names itself. */
    public URI issuer() {
        return settings.issuer();
    }

    IdentitySettings settings() {
        return settings;
    }

    ClientID client() {
        return new ClientID(settings.clientId());
    }

    Instant now() {
        return clock.instant();
    }

    /** Asks what the provider offers (OpenID Connect Discovery 1.0 §4), and refuses what is not the pinned issuer's own word. */
    OIDCProviderMetadata metadata() throws IdentityException {
        String issuer = settings.issuer().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        HTTPResponse answer = get(URI.create(base + "/.well-known/openid-configuration"));
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(answer.getBody());
            if (!metadata.getIssuer().getValue().equals(issuer)) {
                throw IdentityException.refused("the provider at " + issuer + " calls itself '"
                        + IdTokens.printable(metadata.getIssuer().getValue())
                        + "': the two must be one, to the letter. See identity.issuer in the tenant's settings");
            }
            return metadata;
        } catch (ParseException e) {
            throw IdentityException.refused("what the provider at " + issuer + " says of itself cannot be read: "
                    + IdTokens.printable(String.valueOf(e.getMessage())));
        }
    }

    /** Returns an address that the provider named: as safe as the issuer's own, else it is refused. */
    URI endpoint(@Nullable URI address, String name) throws IdentityException {
        if (address == null) {
            throw IdentityException.refused("the provider at " + settings.issuer() + " names no " + name);
        }
        try {
            IdentitySettings.checkAddress(address);
        } catch (IllegalArgumentException e) {
            throw IdentityException.refused("the provider's " + name + " is no safe address: " + e.getMessage());
        }
        if (IdentitySettings.isLoopback(address) && !IdentitySettings.isLoopback(settings.issuer())) {
            throw IdentityException.refused(
                    "the provider's " + name + " is this machine's own: that is not its to name");
        }
        return address;
    }

    private JWKSet keys(OIDCProviderMetadata metadata) throws IdentityException {
        HTTPResponse answer = get(endpoint(metadata.getJWKSetURI(), "jwks_uri"));
        try {
            return JWKSet.parse(answer.getBody());
        } catch (java.text.ParseException e) {
            throw IdentityException.refused("the keys of the provider at " + settings.issuer() + " cannot be read");
        }
    }

    private HTTPResponse get(URI address) throws IdentityException {
        HTTPResponse answer = send(new HTTPRequest(HTTPRequest.Method.GET, address));
        if (answer.getStatusCode() != 200) {
            throw IdentityException.refused("the provider answered " + answer.getStatusCode() + " at " + address);
        }
        return answer;
    }

    /** Sends {@code request}; an answer that says that the provider itself is in trouble counts as none. */
    HTTPResponse send(HTTPRequest request) throws IdentityException {
        HTTPResponse answer;
        try {
            answer = request.send(wire);
        } catch (IOException e) {
            throw IdentityException.unreachable("the provider at " + settings.issuer() + " cannot be reached: "
                    + IdTokens.printable(String.valueOf(e.getMessage())));
        }
        if (answer.getStatusCode() >= 500 || answer.getStatusCode() == 429) {
            throw IdentityException.unreachable(
                    "the provider at " + settings.issuer() + " is in trouble: it answered " + answer.getStatusCode());
        }
        return answer;
    }

    /** Asks the token endpoint; an error of the provider's comes back as one. */
    TokenResponse ask(TokenRequest request) throws IdentityException {
        try {
            return OIDCTokenResponseParser.parse(send(request.toHTTPRequest()));
        } catch (ParseException e) {
            // Its own message may repeat a token.
            throw IdentityException.refused("the provider's answer to a request for tokens cannot be read");
        }
    }

    TokenRequest.Builder tokenRequest(OIDCProviderMetadata metadata, AuthorizationGrant grant)
            throws IdentityException {
        return new TokenRequest.Builder(endpoint(metadata.getTokenEndpointURI(), "token_endpoint"), client(), grant);
    }

    /** Checks what the token endpoint gave, and looks the consultant's groups up. */
    Vouched vouched(OIDCProviderMetadata metadata, TokenResponse response, Expected expected) throws IdentityException {
        OIDCTokens tokens = tokens(response);
        if (tokens.getIDToken() == null) {
            throw IdentityException.refused("the provider gave no ID token: is the scope openid asked for?");
        }
        AccessToken access = tokens.getAccessToken();
        IDTokenClaimsSet claims = IdTokens.check(tokens.getIDToken(), access, settings, keys(metadata), expected);
        Rights rights = Rights.of(settings, IdTokens.groups(claims, settings.groupsClaim()));
        return new Vouched(
                claims.getSubject().getValue(),
                rights,
                Optional.ofNullable(tokens.getRefreshToken()).map(token -> secret(token.getValue())),
                secret(tokens.getIDTokenString()),
                end(access),
                claims.getExpirationTime().toInstant(),
                IdTokens.how(claims));
    }

    private OIDCTokens tokens(TokenResponse response) throws IdentityException {
        if (response.indicatesSuccess() && response.toSuccessResponse() instanceof OIDCTokenResponse good) {
            return good.getOIDCTokens();
        }
        throw IdentityException.refused("the provider gave no tokens: " + words(error(response)));
    }

    static @Nullable ErrorObject error(TokenResponse response) {
        return response.indicatesSuccess() ? null : response.toErrorResponse().getErrorObject();
    }

    static String words(@Nullable ErrorObject error) {
        if (error == null || error.getCode() == null) {
            return "it does not say why";
        }
        return IdTokens.printable(
                error.getCode() + (error.getDescription() == null ? "" : ", " + error.getDescription()));
    }

    private Instant end(AccessToken access) {
        return clock.instant().plus(access.getLifetime() > 0 ? Duration.ofSeconds(access.getLifetime()) : UNSAID_LIFE);
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SecretBytes secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Renews the provider's word for {@code subject} (RFC 6749 §6).
     *
     * @throws IdentityException {@code REFUSED} when the provider no longer vouches, or vouches for another
     */
    public Renewed renew(SecretBytes refreshToken, String subject) throws IdentityException {
        OIDCProviderMetadata metadata = metadata();
        var grant = new RefreshTokenGrant(new RefreshToken(text(refreshToken)));
        OIDCTokens tokens = tokens(ask(tokenRequest(metadata, grant).build()));
        Optional<Rights> rights = Optional.empty();
        if (tokens.getIDToken() != null) {
            var expected = new Expected(null, Optional.empty(), now());
            IDTokenClaimsSet claims =
                    IdTokens.check(tokens.getIDToken(), tokens.getAccessToken(), settings, keys(metadata), expected);
            if (!claims.getSubject().getValue().equals(subject)) {
                throw IdentityException.refused("the provider vouches for somebody else now");
            }
            rights = Optional.of(Rights.of(settings, IdTokens.groups(claims, settings.groupsClaim())));
        }
        RefreshToken next = tokens.getRefreshToken();
        return new Renewed(rights, next == null ? null : secret(next.getValue()), end(tokens.getAccessToken()));
    }

    /** Tells the provider that the refresh token is no longer needed (RFC 7009); one that offers no such thing is not asked. */
    public void revoke(SecretBytes refreshToken) throws IdentityException {
        URI address = metadata().getRevocationEndpointURI();
        if (address != null) {
            send(new TokenRevocationRequest(
                            endpoint(address, "revocation_endpoint"), client(), new RefreshToken(text(refreshToken)))
                    .toHTTPRequest());
        }
    }

    /** Ends the consultant's session at the provider, where it takes the ID token's word for whose that is. */
    public void endSession(SecretBytes idToken) throws IdentityException {
        URI address = metadata().getEndSessionEndpointURI();
        if (address != null) {
            try {
                var hint = com.nimbusds.jwt.JWTParser.parse(text(idToken));
                HTTPRequest request =
                        new LogoutRequest(endpoint(address, "end_session_endpoint"), hint).toHTTPRequest();
                send(request);
            } catch (java.text.ParseException e) {
                throw IdentityException.refused("the ID token cannot be read");
            }
        }
    }
}
