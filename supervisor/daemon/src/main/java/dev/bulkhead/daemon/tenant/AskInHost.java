package dev.bulkhead.daemon.tenant;

/** Whether a host may show the question about a call itself, and what comes back counts as the consultant's answer. */
public enum AskInHost {
    NO,
    /** The host is trusted with it: an agent that steers its host answers itself. */
    YES
}
