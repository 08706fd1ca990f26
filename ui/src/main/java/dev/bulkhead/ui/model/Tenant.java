package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
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
 * @param waiting how many questions wait for the consultant
 * @param alerts how many of its alerts nobody has acknowledged
 * @param suspended which of them keeps it locked, and why; empty when none does
 * @param signedIn who works with it; empty while nobody does
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
        int waiting,
        int alerts,
        String suspended,
        Optional<SignedIn> signedIn) {

    /** @param readsOnly only tools that say they change nothing: the provider has not been reached for a while */
    public record SignedIn(String consultant, Instant since, boolean readsOnly) {}

    public Tenant withState(TenantState now) {
        return new Tenant(
                id, name, now, workspace, pid, sessions, profile, selfTest, problem, waiting, alerts, suspended,
                signedIn);
    }

    /** What is left to say when no supervisor answers: its name and its place, nothing of what runs. */
    public Tenant unanswered() {
        return new Tenant(
                id,
                name,
                TenantState.UNKNOWN,
                workspace,
                OptionalLong.empty(),
                0,
                profile,
                "",
                "",
                0,
                0,
                "",
                Optional.empty());
    }

    /** What the consultant should look at: questions and open alerts. */
    public int attention() {
        return waiting + alerts;
    }

    /** Whether {@code text} stands in its name or its id, whatever the case. */
    public boolean matches(String text) {
        String wanted = text.strip().toLowerCase(Locale.getDefault());
        return id.value().contains(wanted)
                || name.toLowerCase(Locale.getDefault()).contains(wanted);
    }
}
