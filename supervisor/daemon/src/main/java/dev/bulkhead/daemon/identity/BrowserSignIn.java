package dev.bulkhead.daemon.identity;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.bulkhead.daemon.identity.IdTokens.Expected;
import dev.bulkhead.daemon.identity.Loopback.Page;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One sign-in with the system's browser: code flow with PKCE (RFC 7636, S256), a state, nonce and verifier of its own, the
 * answer's issuer checked (RFC 9207). Good for one {@link #run}; {@link #close()} is for any thread and ends a wait.
 */
public final class BrowserSignIn implements AutoCloseable {
    /** How long a person may take at the provider's pages. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private final Provider provider;
    private final Optional<Duration> maxAge;
    private final Loopback loopback;

    private BrowserSignIn(Provider provider, Optional<Duration> maxAge, Loopback loopback) {
        this.provider = provider;
        this.maxAge = maxAge;
        this.loopback = loopback;
    }

    /**
     * Listens for the browser from now on.
     *
     * @param maxAge asks the provider to have the consultant prove afresh who they are, and how long ago that may be
     * @throws IOException when this machine gives no port to listen at
     */
    public static BrowserSignIn open(Provider provider, Optional<Duration> maxAge) throws IOException {
        return new BrowserSignIn(provider, maxAge, Loopback.open());
    }

    /**
     * Hands {@code browse} the address that the browser is to open, and waits until it comes back.
     *
     * @throws IdentityException when the provider, or our check of its word, says no, or nobody came in {@link #LIMIT}
     */
    public Vouched run(Consumer<URI> browse) throws IdentityException {
        OIDCProviderMetadata metadata = provider.metadata();
        var state = new State(32);
        var nonce = new Nonce(32);
        var verifier = new CodeVerifier();
        var scope = new Scope();
        provider.settings().scopes().forEach(scope::add);
        var request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, scope, provider.client(), loopback.redirect())
                .endpointURI(provider.endpoint(metadata.getAuthorizationEndpointURI(), "authorization_endpoint"))
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256);
        maxAge.ifPresent(age -> request.prompt(new Prompt(Prompt.Type.LOGIN)).maxAge((int) age.toSeconds()));
        browse.accept(request.build().toURI());
        try (Loopback.Arrival arrival = loopback.await(LIMIT)) {
            try {
                var code = new AuthorizationCodeGrant(
                        answer(metadata, arrival.address(), state).getAuthorizationCode(),
                        loopback.redirect(),
                        verifier);
                Vouched vouched = provider.vouched(
                        metadata,
                        provider.ask(provider.tokenRequest(metadata, code).build()),
                        new Expected(nonce, maxAge, provider.now()));
                arrival.show(new Page(
                        200,
                        "The provider has vouched for you",
                        "Bulkhead goes on where you started it. Close this page."));
                return vouched;
            } catch (IdentityException e) {
                arrival.show(new Page(200, "You are not signed in", String.valueOf(e.getMessage())));
                throw e;
            }
        } catch (IOException e) {
            throw IdentityException.refused(e.getMessage() + ": try again");
        }
    }

    private com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse answer(
            OIDCProviderMetadata metadata, URI address, State state) throws IdentityException {
        if (URLUtils.parseParameters(address.getRawQuery()).values().stream().anyMatch(values -> values.size() > 1)) {
            throw IdentityException.refused("the provider's answer says something twice");
        }
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(address);
        } catch (ParseException e) {
            throw IdentityException.refused("the provider's answer cannot be read: try again");
        }
        if (!state.equals(response.getState())) {
            throw IdentityException.refused("the answer that came back is not to this sign-in's question (state):"
                    + " somebody else may have sent it. Try again");
        }
        Issuer issuer = response.getIssuer();
        if (issuer == null && metadata.supportsAuthorizationResponseIssuerParam()
                || issuer != null
                        && !issuer.getValue()
                                .equals(provider.settings().issuer().toString())) {
            throw IdentityException.refused("the answer that came back is not the pinned provider's (iss)");
        }
        if (!response.indicatesSuccess()) {
            throw IdentityException.refused("the provider has not signed you in: "
                    + Provider.words(response.toErrorResponse().getErrorObject()));
        }
        var success = response.toSuccessResponse();
        if (success.getAuthorizationCode() == null) {
            throw IdentityException.refused("the provider's answer brings no code");
        }
        return success;
    }

    @Override
    public void close() {
        loopback.close();
    }
}
