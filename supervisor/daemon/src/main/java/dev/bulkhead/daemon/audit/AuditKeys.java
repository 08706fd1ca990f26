package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignInListener;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/** Hands a tenant's keys to its stream while its vault is open. Told one at a time, by {@code signin}. */
public final class AuditKeys implements SignInListener {
    private final AuditStreams streams;
    private final InstantSource clock;

    public AuditKeys(AuditStreams streams, InstantSource clock) {
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    public void signedIn(SignIn signIn) {
        TenantId tenant = signIn.tenant();
        try (SecretBytes secret = signIn.vault().auditSecret()) {
            if (!streams.unlocked(tenant, StreamKeys.of(tenant, secret))) {
                streams.record(
                        AuditEvent.of(
                                clock.instant(),
                                tenant,
                                EventType.AUDIT_STATE_ODD,
                                ResultStatus.ERROR,
                                null,
                                "supervisor",
                                "until now rows were sealed to the key of another vault: it was exchanged, or the key's file was"));
            }
        } catch (VaultException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void signedOut(TenantId tenant, Leaving why) {
        streams.locked(tenant);
    }
}
