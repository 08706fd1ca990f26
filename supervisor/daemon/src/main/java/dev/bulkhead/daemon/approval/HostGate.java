package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection's way to its tenant: open when its host is known, was consented to, or nobody has to be asked. Shut until then, and
 * whenever anything is unclear. Looks at the host's program, and asks, beside whoever waits. Safe for any thread.
 */
public final class HostGate implements AutoCloseable {
    /** Where it stands; all but {@link Admitted} are shut. */
    private sealed interface State {}

    /** Nobody has looked yet. */
    private record Fresh() implements State {}

    private record Looking(long epoch, CountDownLatch done) implements State {}

    private record Asking(long epoch, HostIdentity identity, Question question, String why) implements State {}

    /** @param epoch the sign-in that it holds for; {@link #ANY} for the connection as a whole */
    private record Admitted(long epoch, HostIdentity identity, List<ToolPattern> tools) implements State {}

    /** @param epoch as of {@link Admitted} */
    private record Refused(long epoch, String why) implements State {}

    private static final long ANY = -1;

    private final Hosts hosts;
    private final TenantId tenant;
    private final String session;
    private final String peer;
    private final HostProcess process;
    private final Runnable changed;
    private volatile State state = new Fresh();
    private volatile boolean closed;

    HostGate(Hosts hosts, TenantId tenant, String session, String peer, HostProcess process, Runnable changed) {
        this.hosts = hosts;
        this.tenant = tenant;
        this.session = session;
        this.peer = peer;
        this.process = process;
        this.changed = changed;
    }

    TenantId tenant() {
        return tenant;
    }

    /** The program that the kernel names as the host. */
    public RunningProgram program() {
        return process.program();
    }

    /** Checked on every call, and never waits: begins to look where nobody has. */
    public boolean isOpen() {
        Optional<SignIn> live = hosts.live(tenant);
        if (live.isEmpty() || closed) {
            return false;
        }
        if (hosts.isOpenToAll(tenant)) {
            return true;
        }
        long epoch = live.get().epoch();
        State now = state;
        if (now instanceof Admitted admitted && (admitted.epoch() == ANY || admitted.epoch() == epoch)) {
            return true;
        }
        if (isOver(now, epoch)) {
            look(epoch);
        }
        return false;
    }

    /** Whether {@code now} says nothing about the sign-in {@code epoch}. */
    private static boolean isOver(State now, long epoch) {
        return switch (now) {
            case Fresh fresh -> true;
            case Looking looking -> looking.epoch() != epoch;
            case Asking asking -> asking.epoch() != epoch;
            case Admitted admitted -> admitted.epoch() != ANY && admitted.epoch() != epoch;
            case Refused refused -> refused.epoch() != ANY && refused.epoch() != epoch;
        };
    }

    /** The tools that this host may call, within what everything else allows. */
    public List<ToolPattern> tools() {
        List<ToolPattern> ofHost = state instanceof Admitted admitted ? admitted.tools() : HostTools.ALL;
        return HostTools.within(ofHost, hosts.toolsBySettings(tenant, program().executable()));
    }

    /** Why it is shut; "" when nobody is signed in, or it is open. */
    public String whyNot() {
        if (hosts.live(tenant).isEmpty()) {
            return "";
        }
        return switch (state) {
            case Fresh fresh -> "";
            case Looking looking -> "it is being looked at which program asks: try again in a moment";
            case Asking asking -> asking.why();
            case Admitted admitted -> "";
            case Refused refused -> refused.why();
        };
    }

    /** Waits until it is known whether the host is known, at most for {@code limit}. For the connection's own thread. */
    public void settle(Duration limit) throws InterruptedException {
        if (state instanceof Looking looking) {
            looking.done().await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(long epoch) {
        CountDownLatch done = new CountDownLatch(1);
        synchronized (this) {
            if (closed || !isOver(state, epoch)) {
                return;
            }
            state = new Looking(epoch, done);
        }
        Thread.ofVirtual().name("looks at a host").start(() -> {
            try {
                decide(epoch);
            } finally {
                done.countDown();
            }
            changed.run();
        });
    }

    private void decide(long epoch) {
        State decided;
        try {
            HostIdentity identity = hosts.measure(process.program());
            synchronized (this) {
                if (closed || !(state instanceof Looking looking) || looking.epoch() != epoch) {
                    return;
                }
                // Within the lock: the answer, which may come at once, waits for it.
                state = judge(epoch, identity);
            }
            return;
        } catch (IOException e) {
            decided = new Refused(
                    ANY,
                    "it cannot be told which program process "
                            + process.program().pid() + " runs: " + e.getMessage() + ". Start the host anew");
        } catch (RuntimeException e) {
            decided = new Refused(ANY, "its host could not be looked at, by an error of ours: " + e);
        }
        synchronized (this) {
            if (state instanceof Looking) {
                state = decided;
            }
        }
        hosts.unseen(tenant, session, peer, whyNot());
    }

    private State judge(long epoch, HostIdentity identity) {
        return switch (hosts.judge(tenant, epoch, identity)) {
            case Hosts.Judgement.Known known -> new Admitted(epoch, identity, known.tools());
            case Hosts.Judgement.Barred barred -> new Refused(ANY, barred.why());
            case Hosts.Judgement.Unknown unknown -> ask(epoch, identity, unknown.before());
        };
    }

    private State ask(long epoch, HostIdentity identity, Optional<HostIdentity> before) {
        Subject.Host subject = new Subject.Host(
                identity,
                process,
                before,
                hosts.toolsBySettings(tenant, process.program().executable()));
        String why = identity.shown()
                + (before.isPresent() ? " has changed since it was known for" : " is not known for") + " tenant "
                + tenant + (before.isPresent() ? "" : " yet")
                + ": the consultant is asked; 'bulkhead approve' shows what";
        try {
            Optional<Question> question =
                    hosts.ask(tenant, session, peer, subject, answer -> answered(epoch, identity, answer));
            return question.<State>map(asked -> new Asking(epoch, identity, asked, why))
                    .orElseGet(() -> new Refused(
                            epoch,
                            identity.shown()
                                    + " is not known, and too many questions wait: answer some, then connect anew"));
        } catch (IOException e) {
            return new Refused(
                    epoch, "the consultant could not be asked about " + identity.shown() + ": " + e.getMessage());
        }
    }

    private void answered(long epoch, HostIdentity identity, Answer answer) throws IOException {
        IOException failure = null;
        State next;
        try {
            next = next(epoch, identity, answer);
        } catch (IOException e) {
            failure = e;
            next = new Refused(epoch, "the consent to " + identity.shown() + " could not be kept: " + e.getMessage());
        }
        synchronized (this) {
            if (closed || !(state instanceof Asking asking) || asking.epoch() != epoch) {
                return;
            }
            state = next;
        }
        changed.run();
        if (failure != null) {
            throw failure;
        }
    }

    private State next(long epoch, HostIdentity identity, Answer answer) throws IOException {
        return switch (answer) {
            case Answer.Given given -> {
                hosts.keep(this, epoch, identity, given);
                yield new Admitted(given.scope() == Scope.ONCE ? ANY : epoch, identity, given.tools());
            }
            case Answer.Refused refused -> {
                hosts.keepRefusal(tenant, identity, refused);
                yield new Refused(
                        ANY,
                        "the consultant refused " + identity.shown() + " for tenant " + tenant
                                + ": connect anew to ask again");
            }
            case Answer.Expired expired ->
                new Refused(epoch, "nobody answered about " + identity.shown() + " in time: connect anew to ask again");
            case Answer.Withdrawn withdrawn -> new Fresh();
        };
    }

    /** Somebody consented to {@code identity} elsewhere: no need to ask again. */
    void recheck(HostIdentity identity) {
        if (state instanceof Asking asking && asking.identity().equals(identity)) {
            hosts.withdraw(asking.question(), "it was answered for another connection");
            isOpen();
        }
    }

    /** A lasting consent was taken back. */
    void revoked(HostIdentity identity) {
        synchronized (this) {
            if (!(state instanceof Admitted admitted) || !admitted.identity().equals(identity)) {
                return;
            }
            state = new Refused(
                    ANY, identity.shown() + " is no longer known for tenant " + tenant + ": connect anew to ask again");
        }
        changed.run();
    }

    /** The sign-in has ended: what was asked for it is taken back. */
    void signedOut() {
        if (state instanceof Asking asking) {
            hosts.withdraw(asking.question(), "nobody is signed in any more");
        }
    }

    /** The connection has ended. */
    @Override
    public void close() {
        State last;
        synchronized (this) {
            closed = true;
            last = state;
        }
        if (last instanceof Asking asking) {
            hosts.withdraw(asking.question(), "the host closed its end");
        }
        hosts.closed(this);
    }
}
