package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One tenant as {@code tenant.list} and {@code status} describe it.
 *
 * @param name what people call it
 * @param pid the tenant server as the kernel numbers it outside its sandbox; empty when none runs
 * @param sessions how many host connections are bound to it
 * @param profile the restrictions that its sandboxes run under
 * @param selfTest passed and all attempts of the last self-test, {@code 40/40}; empty when no server runs
 * @param problem why it is broken; empty when it is not
 * @param alerts how many of its alerts nobody has acknowledged
 * @param suspended which of them keeps it locked, and why; empty when none does
 */
public record Tenant(
        TenantId id,
        String name,
        TenantState state,
        String workspace,
        OptionalLong pid,
        int sessions,
        String profile,
        String selfTest,
        String problem,
        int alerts,
        String suspended) {

    public Tenant withState(TenantState now) {
        return new Tenant(id, name, now, workspace, pid, sessions, profile, selfTest, problem, alerts, suspended);
    }

    /** What is left to say when no supervisor answers: its name and its place, nothing of what runs. */
    public Tenant unanswered() {
        return new Tenant(id, name, TenantState.UNKNOWN, workspace, OptionalLong.empty(), 0, profile, "", "", 0, "");
    }

    /** Whether {@code text} stands in its name or its id, whatever the case. */
    public boolean matches(String text) {
        String wanted = text.strip().toLowerCase(Locale.getDefault());
        return id.value().contains(wanted)
                || name.toLowerCase(Locale.getDefault()).contains(wanted);
    }
}
