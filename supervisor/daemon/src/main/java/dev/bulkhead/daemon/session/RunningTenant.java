package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.policy.Limiter;
import dev.bulkhead.daemon.policy.ReadingTools;
import dev.bulkhead.daemon.policy.Rule;
import dev.bulkhead.daemon.policy.ToolPolicy;
import dev.bulkhead.daemon.policy.UnfamiliarTools;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.signin.Grant;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant while the supervisor runs: who is signed in, its server, its sessions. Safe for any thread; starting the server
 * waits, everything else does not.
 */
public final class RunningTenant {
    private static final Logger LOG = LoggerFactory.getLogger(RunningTenant.class);
    private static final Duration SESSIONS_END = Duration.ofSeconds(1);

    private final TenantId id;
    private final Supplier<TenantSettings> settings;
    private final ToolPolicy policy;
    private final Limiter limiter;
    private final Approvals approvals;
    private final CallConsents consents;
    private final UnfamiliarTools unfamiliar;
    private final Capabilities capabilities;
    private final Supplier<Optional<String>> halted;
    private final Supplier<Optional<String>> brokenAudit;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    private final LiveSignIn signIn;
    private final RunningServer server;
    private final ToolPins toolPins;
    private final ShortNames shortNames;
    private volatile Leaving left = Leaving.SIGNED_OUT;
    private volatile boolean touched;
    private volatile long activeAt;

    RunningTenant(
            TenantId id,
            Supplier<TenantSettings> settings,
            Supplier<Optional<String>> workspaceRefusal,
            ToolPolicy policy,
            Limiter limiter,
            Approvals approvals,
            CallConsents consents,
            UnfamiliarTools unfamiliar,
            TenantServers servers,
            Capabilities capabilities,
            BulkheadHome home,
            Supplier<List<Path>> closed,
            Supplier<Optional<String>> halted,
            Supplier<Optional<String>> brokenAudit,
            SecretBytes lobbyKey,
            InstantSource clock) {
        this.id = id;
        this.settings = settings;
        this.policy = policy;
        this.limiter = limiter;
        this.approvals = approvals;
        this.consents = consents;
        this.unfamiliar = unfamiliar;
        this.capabilities = capabilities;
        this.halted = halted;
        this.brokenAudit = brokenAudit;
        this.signIn = new LiveSignIn(lobbyKey);
        this.shortNames = new ShortNames(id);
        this.toolPins = new ToolPins(home.state().resolve("tool-pins").resolve(id + ".json"), clock);
        this.server = new RunningServer(
                id, settings, workspaceRefusal, servers, capabilities, home, signIn, closed, this::isIdle);
    }

    public TenantId id() {
        return id;
    }

    /** What its tools said of themselves. */
    ToolPins toolPins() {
        return toolPins;
    }

    /** What the shortened names of its tools and prompts stand for. */
    ShortNames shortNames() {
        return shortNames;
    }

    ToolPolicy policy() {
        return policy;
    }

    /** The questions that wait for the consultant. */
    Approvals approvals() {
        return approvals;
    }

    /** What the consultant has answered for more than one call. */
    CallConsents consents() {
        return consents;
    }

    /** Returns the rule that asks before a call of {@code tool}, since nobody ever made one; nothing where it may go on. */
    Optional<Rule> asksFirst(String tool) {
        return unfamiliar.asksFirst(id, tool);
    }

    /** How many questions of the tenant wait for the consultant. */
    public int waiting() {
        return approvals.pending(id);
    }

    /** Returns whether {@code tool} says that it changes nothing; of an upstream's nothing is known before it was listed. */
    boolean changesNothing(String tool) {
        TenantProcess running = server.running();
        return ReadingTools.BUILT_IN.contains(tool) || running != null && running.isReading(tool);
    }

    /** Lets one more call in, or says why not. */
    Admission admit() {
        touched = true;
        return limiter.admit(id, settings.get().limits());
    }

    /** Takes note that the tenant is worked with at {@code now}, by the clock that counts suspend. */
    void active(long now) {
        activeAt = now;
    }

    /** How long no call has come. For one thread. */
    Duration idleFor(long now) {
        if (touched) {
            touched = false;
            activeAt = now;
        }
        return Duration.ofNanos(now - activeAt);
    }

    /** No call has come for as long as the settings let a server run without one. */
    void rest() {
        server.rest(() -> !touched && isIdle());
    }

    /** Calls of all sessions. */
    int callsInFlight() {
        return sessions.stream().mapToInt(Session::inFlight).sum();
    }

    /** Ends everything that runs for the tenant, before anybody is told that the sign-in has ended. */
    void halt(Leaving why) {
        left = why;
        sessions.forEach(session -> session.withdraw(why.reason()));
        server.stop();
    }

    /** Whom the sessions live on. */
    LiveSignIn liveSignIn() {
        return signIn;
    }

    /** The capabilities that {@code initialize} is answered with, as JSON. */
    String capabilities() {
        return capabilities.of(settings.get());
    }

    /**
     * Returns what of {@code wanted}, a subscription's {@code notifications}, this tenant serves, as far as is known: the inside
     * of a JSON object.
     *
     * @throws IllegalArgumentException when two parsers could read it differently
     */
    String servedOf(@Nullable Span wanted) {
        return capabilities.servedOf(settings.get(), wanted);
    }

    /** What hosts show their model of this server. */
    String instructions() {
        return "Tools and files of " + settings.get().name() + " (tenant " + id
                + ") alone. Paths are relative to its workspace. If there is only the tool " + Composer.STATUS_TOOL
                + ", nobody is signed in: call it to learn what to do."
                + (signIn.isThere() ? server.instructions() : "");
    }

    public boolean isSignedIn() {
        return signIn.isThere();
    }

    /** One of the states of {@code status --json}. */
    public String state() {
        if (brokenAudit.get().isPresent()) {
            return "broken";
        }
        if (halted.get().isPresent()) {
            return "halted";
        }
        if (!signIn.isThere()) {
            return switch (left.kind()) {
                case LOCK, ALERT -> "locked";
                // A halt that was lifted since: whoever resumed could not sign in at once.
                case SIGN_OUT, HALT -> "signed-out";
            };
        }
        if (!server.brokenBecause().isEmpty()) {
            return "broken";
        }
        if (callsInFlight() > 0) {
            return "busy";
        }
        return waiting() > 0 ? "waiting" : "ready";
    }

    /** Why nobody may sign in until it is resumed, whatever {@link #state} names first; empty where it is not halted. */
    public Optional<String> haltedBecause() {
        return halted.get();
    }

    /** Why an alert keeps it locked; "" when none does. */
    public String suspendedBecause() {
        Leaving why = left;
        return !signIn.isThere() && why.kind() == Leaving.Kind.ALERT ? why.reason() : "";
    }

    /** What keeps the tenant from working; "" where nothing does. */
    public String problem() {
        return brokenAudit.get().orElseGet(server::brokenBecause);
    }

    public List<Session> sessions() {
        return List.copyOf(sessions);
    }

    public TenantSettings settings() {
        return settings.get();
    }

    void joined(Session session) {
        sessions.add(session);
    }

    void left(Session session) {
        sessions.remove(session);
        session.rights().close();
        approvals.withdrawAll(session.id(), "the session has ended");
        consents.sessionEnded(session.id());
    }

    /** Somebody signed in: the sessions in the lobby get their tools, and the server starts before it is asked for. */
    void signedIn(SignIn live) {
        signIn.begin(live);
        server.forgive();
        sessions.forEach(Session::signedIn);
        server.warm();
    }

    /** The sign-in allows something else: tokens that say what it was are dead, and those of sessions are minted anew. */
    void regranted(SignIn live, TokenAuthority authority) {
        Optional<Grant> before = signIn.now().map(SignIn::grant);
        if (!signIn.change(live)) {
            return;
        }
        Grant now = live.grant();
        if (before.isPresent() && !before.get().reading().equals(now.reading())) {
            authority.revokeAll(id);
            if (!before.get().prefix().equals(now.prefix())) {
                // A lane keeps the prefix that it was opened with.
                sessions.forEach(session -> session.lane().drop());
            }
        }
        sessions.forEach(Session::listsChanged);
    }

    /** Nobody is signed in any more: the server ends, its sessions fall back to the lobby, its keys go. */
    void signedOut(Leaving why) {
        left = why;
        signIn.end();
        consents.signedOut(id);
        // Only a word in a queue: what is in flight is to hear why, and not that a process has ended.
        sessions.forEach(session -> session.withdraw(why.reason()));
        server.stop();
        sessions.forEach(Session::signedOut);
    }

    /** What hosts and the consultant are told while nobody is signed in. */
    String whyNobodyIsSignedIn() {
        Optional<String> halt = halted.get();
        if (halt.isPresent()) {
            return halt.get();
        }
        Leaving why = left;
        return switch (why.kind()) {
            case LOCK -> "it is locked: " + why.reason() + "; run 'bulkhead sign-in " + id + "'";
            case ALERT ->
                "it is suspended by " + why.reason() + "; see 'bulkhead alerts " + id + "', then run 'bulkhead sign-in "
                        + id + "'";
            case SIGN_OUT, HALT -> "nobody is signed in to it; run 'bulkhead sign-in " + id + "'";
        };
    }

    /** A credential was set or removed: known to the redactor at once, to the server as soon as no call is in flight. */
    public void credentialsChanged() {
        if (signIn.takeOnCredentials()) {
            server.credentialsChanged();
        }
    }

    private boolean isIdle() {
        return sessions.stream().allMatch(session -> session.inFlight() == 0);
    }

    void settingsChanged(TenantSettings changed) {
        sessions.forEach(session -> session.settingsChanged(changed));
        server.settingsChanged();
    }

    /** The tenant's server, running or not. */
    public RunningServer server() {
        return server;
    }

    /** Waits a moment for the sessions that were told to end, so that their last rows are written. */
    public void awaitSessionsEnd() {
        long deadline = System.nanoTime() + SESSIONS_END.toNanos();
        while (!sessions.isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
