package dev.bulkhead.daemon.approval;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Answers about calls that hold for more than one: the consents that need no further question, and the refusals. Gone with the
 * session, the sign-in, and this process. Safe for any thread.
 */
public final class CallConsents {
    private static final Duration DAY = Duration.ofHours(24);
    private static final int MOST = 4_096;

    /** @param session "" for any of the host */
    private record Kept(
            TenantId tenant, String session, String host, String tool, Standing standing, long untilNanos) {}

    /** What is kept of a tool. */
    public enum Standing {
        /** Nothing: the consultant is to be asked. */
        ASK,
        CONSENTED,
        REFUSED
    }

    private final LongSupplier elapsedNanos;
    private final List<Kept> kept = new ArrayList<>();

    /** @param elapsedNanos nanoseconds that only go up, also while the machine sleeps */
    public CallConsents(LongSupplier elapsedNanos) {
        this.elapsedNanos = elapsedNanos;
    }

    /** Keeps what {@code answer} says beyond the one call. */
    public synchronized void keep(Question question, Subject.Call call, Answer answer) {
        String host = call.host().executable();
        switch (answer) {
            case Answer.Given given -> {
                if (given.scope() == Scope.SESSION) {
                    keep(question, question.session(), host, call.tool(), Standing.CONSENTED);
                } else if (given.scope() == Scope.TODAY) {
                    keep(question, "", host, call.tool(), Standing.CONSENTED);
                }
            }
            case Answer.Refused refused -> {
                if (refused.reach() == Answer.Reach.ALWAYS) {
                    keep(question, question.session(), host, call.tool(), Standing.REFUSED);
                }
            }
            case Answer.Expired expired -> {}
            case Answer.Withdrawn withdrawn -> {}
        }
    }

    private void keep(Question question, String session, String host, String tool, Standing standing) {
        long now = elapsedNanos.getAsLong();
        kept.removeIf(each -> each.untilNanos() - now <= 0);
        if (kept.size() < MOST) {
            kept.add(new Kept(question.tenant(), session, host, tool, standing, now + DAY.toNanos()));
        }
    }

    /** Returns what is kept about a call of {@code tool}; a refusal beats a consent. */
    public synchronized Standing standing(TenantId tenant, String session, RunningProgram host, String tool) {
        long now = elapsedNanos.getAsLong();
        Standing found = Standing.ASK;
        for (Kept each : kept) {
            boolean meant = each.tenant().equals(tenant)
                    && each.tool().equals(tool)
                    && each.host().equals(host.executable())
                    && (each.session().isEmpty() || each.session().equals(session))
                    && each.untilNanos() - now > 0;
            if (meant && found != Standing.REFUSED) {
                found = each.standing();
            }
        }
        return found;
    }

    /** The session has ended. */
    public synchronized void sessionEnded(String session) {
        kept.removeIf(each -> each.session().equals(session));
    }

    /** Nobody is signed in to the tenant any more. */
    public synchronized void signedOut(TenantId tenant) {
        kept.removeIf(each -> each.tenant().equals(tenant));
    }
}
