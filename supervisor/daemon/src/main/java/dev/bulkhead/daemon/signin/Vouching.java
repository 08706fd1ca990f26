package dev.bulkhead.daemon.signin;

import dev.bulkhead.protocol.home.TenantId;
import java.util.Optional;

/** Says what a sign-in allows whose passphrase was right. Safe for any thread; does not block. */
public interface Vouching {
    /** The passphrase alone signs in, and allows all that the settings allow. */
    Vouching BY_PASSPHRASE = (tenant, owner) -> Optional.of(Grant.whole(owner + "@" + tenant));

    /**
     * Takes what somebody has vouched for; each word is good for one sign-in. Empty where somebody has to vouch who has not:
     * then nobody is signed in.
     *
     * @param owner whose slot of the vault it was opened by
     */
    Optional<Grant> take(TenantId tenant, String owner);
}
