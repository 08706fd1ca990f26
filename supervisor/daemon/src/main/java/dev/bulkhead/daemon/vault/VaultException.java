package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import org.jspecify.annotations.Nullable;

/** Says why a vault could not be used, in a sentence for the consultant: what, why, what to do. It never holds a secret. */
public final class VaultException extends Exception {
    /** Why a vault could not be used. */
    public enum Reason {
        /** There is no file. */
        MISSING,
        /** A new vault would have overwritten a file. */
        EXISTS,
        /** The passphrase or key does not open the vault; a slot whose bytes were altered looks the same. */
        WRONG_PASSPHRASE,
        /** There is no slot of that name. */
        NO_SUCH_SLOT,
        /** The file is of an earlier time than the one last used. */
        OLDER,
        /** The file is cut off, is no vault, or its parts do not belong together. */
        DAMAGED,
        /** The file, or a part of it, is another tenant's. */
        OTHER_TENANT,
        /** The file is of a version, or asks for a computation, that this version does not do. */
        UNSUPPORTED,
        /** The file on disk is not the one that was opened: writing would lose the other change. */
        CHANGED,
        /** The secret or the passphrase is outside of the bounds, or there are too many secrets. */
        REFUSED,
        /** The vault was closed: the consultant has signed out. */
        CLOSED,
        /** The operating system did not let it be read. */
        NOT_READ,
        /** The operating system did not let it be written; nothing has changed. */
        NOT_WRITTEN
    }

    private final Reason reason;

    private VaultException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    static VaultException of(Reason reason, TenantId tenant, String why) {
        return of(reason, tenant, why, null);
    }

    static VaultException of(Reason reason, TenantId tenant, String why, @Nullable Throwable cause) {
        return new VaultException(reason, "the vault of tenant '" + tenant + "' " + why, cause);
    }

    static VaultException damaged(TenantId tenant, String why) {
        return of(Reason.DAMAGED, tenant, "cannot be opened: " + why + "; restore it from a backup");
    }

    static VaultException older(TenantId tenant, long generation, long mark) {
        return of(
                Reason.OLDER,
                tenant,
                "is older than the one last used (generation " + generation + ", not " + mark
                        + "): was it restored from a backup? Then run 'bulkhead vault accept-older " + tenant
                        + "', or 'bulkhead audit accept " + tenant
                        + " --older-vault' where its audit came back with it");
    }

    static VaultException unsupported(TenantId tenant, String why) {
        return of(Reason.UNSUPPORTED, tenant, "cannot be opened: " + why);
    }
}
