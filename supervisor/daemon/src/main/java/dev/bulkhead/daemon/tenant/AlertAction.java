package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** What a rule does when it finds something, the weakest first. Settings write the lower-case name. */
public enum AlertAction {
    /** Nothing: the rule is switched off. */
    OFF,
    /** An alert, and no more. */
    NOTIFY,
    /** The consultant is asked before the call goes on. */
    ASK,
    /** The tenant is locked: its sessions are in the lobby, its tokens dead, until somebody signs in again. */
    SUSPEND,
    /** The tenant is halted: nobody gets in before it is resumed. */
    HALT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
