package dev.bulkhead.daemon.identity;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.bulkhead.daemon.identity.IdTokens.Expected;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One sign-in that is finished at another device (RFC 8628), for desktops without a browser. Whoever is talked into typing a
 * code signs somebody else in: so it is off unless the tenant's settings switch it on.
 */
public final class DeviceSignIn {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long MOST_INTERVAL_SECONDS = 30;

    private final Provider provider;

    public DeviceSignIn(Provider provider) {
        this.provider = provider;
    }

    /** Takes what the consultant is to be told. */
    public interface Told {
        void open(URI page, String code);
    }

    /** Tells where to type which code, and waits until that was done. */
    public Vouched run(Told told) throws IdentityException {
        if (provider.settings().deviceFlow() == IdentitySettings.DeviceFlow.OFF) {
            throw IdentityException.refused("the tenant's settings do not allow a sign-in on another device:"
                    + " leave --device out, or set identity.device-flow to on");
        }
        OIDCProviderMetadata metadata = provider.metadata();
        URI address = provider.endpoint(metadata.getDeviceAuthorizationEndpointURI(), "device_authorization_endpoint");
        var verifier = new CodeVerifier();
        var scope = new Scope();
        provider.settings().scopes().forEach(scope::add);
        var request = new DeviceAuthorizationRequest.Builder(provider.client())
                .scope(scope)
                .endpointURI(address)
                .customParameter(
                        "code_challenge",
                        CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                                .getValue())
                .customParameter("code_challenge_method", "S256")
                .build();
        DeviceAuthorizationSuccessResponse begun = begun(request);
        told.open(
                provider.endpoint(begun.getVerificationURI(), "verification_uri"),
                IdTokens.printable(begun.getUserCode().getValue()));
        return poll(metadata, begun, verifier);
    }

    private DeviceAuthorizationSuccessResponse begun(DeviceAuthorizationRequest request) throws IdentityException {
        try {
            DeviceAuthorizationResponse response =
                    DeviceAuthorizationResponse.parse(provider.send(request.toHTTPRequest()));
            if (response.indicatesSuccess()) {
                return response.toSuccessResponse();
            }
            throw IdentityException.refused("the provider begins no sign-in on another device: "
                    + Provider.words(response.toErrorResponse().getErrorObject()));
        } catch (ParseException e) {
            throw IdentityException.refused("the provider's answer to a sign-in on another device cannot be read");
        }
    }

    private Vouched poll(OIDCProviderMetadata metadata, DeviceAuthorizationSuccessResponse begun, CodeVerifier verifier)
            throws IdentityException {
        long limit = Math.min(Math.max(begun.getLifetime(), 1), LONGEST.toSeconds());
        long deadline = System.nanoTime() + limit * 1_000_000_000L;
        long interval = Math.clamp(begun.getInterval(), 1, MOST_INTERVAL_SECONDS);
        while (System.nanoTime() - deadline < 0) {
            pause(interval);
            TokenResponse response =
                    provider.ask(provider.tokenRequest(metadata, new DeviceCodeGrant(begun.getDeviceCode()))
                            .customParameter("code_verifier", verifier.getValue())
                            .build());
            ErrorObject error = Provider.error(response);
            String code = error == null || error.getCode() == null ? "" : error.getCode();
            if (code.equals("slow_down")) {
                interval = Math.min(interval + 5, MOST_INTERVAL_SECONDS);
            } else if (!code.equals("authorization_pending")) {
                return provider.vouched(metadata, response, new Expected(null, Optional.empty(), provider.now()));
            }
        }
        throw IdentityException.refused("nobody typed the code in " + limit + " s: try again");
    }

    private static void pause(long seconds) throws IdentityException {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw IdentityException.refused("interrupted");
        }
    }
}
