package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.Throttled;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Records what came of each attempt at a vault, and puts it into the sentence that the consultant reads. */
record Attempts(EventSink events, InstantSource wall) {

    Throttled throttled(Throttle throttle, TenantId tenant, EventType type, Duration wait, String peer)
            throws IOException {
        String reason = "too many wrong attempts at the vault of tenant '" + tenant + "': wait " + wait.toSeconds()
                + " s, then try again";
        if (throttle.refused()) {
            record(tenant, type, ResultStatus.LIMITED, peer, reason);
        }
        return new Throttled(reason, wait);
    }

    Denied denied(Throttle throttle, TenantId tenant, EventType type, Unlock unlock, String peer) throws IOException {
        throttle.failed();
        String what = switch (unlock) {
            case Unlock.Passphrase passphrase -> "passphrase";
            case Unlock.Key(SlotName slot, SecretBytes jwk) -> "key of the slot '" + slot + "'";
        };
        tried(throttle, tenant, type, ResultStatus.DENIED, peer, "the " + what + " was wrong");
        return new Denied("the " + what + " of tenant '" + tenant + "' is wrong: try again in "
                + throttle.waitNow().toSeconds() + " s");
    }

    /** The passphrase was right, and that is not enough: no failure that others are to wait for. */
    Denied unvouched(Throttle throttle, TenantId tenant, String peer) throws IOException {
        throttle.succeeded();
        tried(throttle, tenant, EventType.SIGN_IN, ResultStatus.DENIED, peer, "the provider had not vouched");
        return new Denied("the provider of tenant '" + tenant + "' has not vouched for you: run 'bulkhead sign-in "
                + tenant + "', and sign in there too");
    }

    /** Records an attempt that was tried, and with it how many before it were not. */
    void tried(
            Throttle throttle,
            TenantId tenant,
            EventType type,
            ResultStatus status,
            String peer,
            @Nullable String detail)
            throws IOException {
        int untold = throttle.takeUntold();
        if (untold > 0) {
            String more = untold + " more attempts before it were refused untried";
            record(tenant, type, status, peer, detail == null ? more : detail + "; " + more);
        } else {
            record(tenant, type, status, peer, detail);
        }
    }

    void record(TenantId tenant, EventType type, ResultStatus status, String peer, @Nullable String detail)
            throws IOException {
        events.record(AuditEvent.of(wall.instant(), tenant, type, status, null, peer, detail));
    }
}
