package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;

/** A stream is not as it was written, so nothing is added to it: no audit, no call. */
public final class BrokenStreamException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Break found;

    BrokenStreamException(TenantId tenant, Break found) {
        super(message(tenant, found));
        this.found = found;
    }

    static String message(TenantId tenant, Break found) {
        return "the audit of tenant '" + tenant + "' is broken at row " + found.seq() + " (" + found
                + "); nothing is done for it until you have looked at it with 'bulkhead audit verify " + tenant
                + "' and gone on with 'bulkhead audit accept " + tenant + " --reason TEXT'";
    }

    /** Returns what was found. */
    public Break found() {
        return found;
    }
}
