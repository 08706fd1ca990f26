package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.audit.ArgsHash;
import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.policy.Limiter;
import dev.bulkhead.daemon.policy.ToolPolicy;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final TenantId id;
    private final Supplier<TenantSettings> settings;
    private final Supplier<Optional<String>> workspaceRefusal;
    private final ToolPolicy policy;
    private final Limiter limiter;
    private final TenantServers servers;
    private final Capabilities capabilities;
    private final BulkheadHome home;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final ReentrantLock starting = new ReentrantLock();

    /** What there is while somebody is signed in. */
    private record Open(SignIn signIn, ArgsHash argsHash, Redactor redactor) {}

    private final ArgsHash closedHash;
    private volatile @Nullable Open open;
    private volatile @Nullable TenantProcess process;
    private volatile @Nullable String broken;
    private volatile boolean credentialsChanged;
    private TenantServers.@Nullable Order startedWith;
    private long failedAt;

    RunningTenant(
            TenantId id,
            Supplier<TenantSettings> settings,
            Supplier<Optional<String>> workspaceRefusal,
            ToolPolicy policy,
            Limiter limiter,
            TenantServers servers,
            Capabilities capabilities,
            BulkheadHome home,
            SecretBytes lobbyKey) {
        this.id = id;
        this.settings = settings;
        this.workspaceRefusal = workspaceRefusal;
        this.policy = policy;
        this.limiter = limiter;
        this.servers = servers;
        this.capabilities = capabilities;
        this.home = home;
        this.closedHash = new ArgsHash(lobbyKey);
    }

    public TenantId id() {
        return id;
    }

    ToolPolicy policy() {
        return policy;
    }

    /** Lets one more call in, or says why not. */
    Admission admit() {
        return limiter.admit(id, settings.get().limits());
    }

    /** What names arguments in the audit: under the vault's key, or, in the lobby, under one that ends with this process. */
    ArgsHash argsHash() {
        Open now = open;
        return now == null ? closedHash : now.argsHash();
    }

    /** Returns the line without the tenant's credentials; null when nobody is signed in any more: then it may not pass. */
    @Nullable
    Span redact(Span line) {
        for (Open now = open; now != null; now = open) {
            Span clean = now.redactor().redact(line);
            if (clean != null) {
                return clean;
            }
        }
        return null;
    }

    /** The capabilities that {@code initialize} is answered with, as JSON. */
    String capabilities() {
        return capabilities.of(id);
    }

    /** What hosts show their model of this server. */
    String instructions() {
        return "Tools and files of " + settings.get().name() + " (tenant " + id
                + ") alone. Paths are relative to its workspace. If" + " there is only the tool " + Composer.STATUS_TOOL
                + ", nobody is signed in: call it to learn what to do.";
    }

    public boolean isSignedIn() {
        return open != null;
    }

    /** One of the states of {@code status --json}. */
    public String state() {
        if (open == null) {
            return "signed-out";
        }
        if (broken != null) {
            return "broken";
        }
        return sessions.stream().anyMatch(session -> session.inFlight() > 0) ? "busy" : "ready";
    }

    /** Why the tenant is broken; "" when it is not. */
    public String brokenBecause() {
        String why = broken;
        return why == null ? "" : why;
    }

    /** The running server, or null. */
    public @Nullable TenantProcess running() {
        TenantProcess there = process;
        return there != null && there.isAlive() ? there : null;
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
    }

    /** Returns the tenant's server, started behind its wall if it was not running. */
    TenantProcess process() throws IOException, SandboxUnavailableException {
        starting.lock();
        try {
            TenantProcess there = running();
            if (there != null) {
                if (!isStale() || !isIdle()) {
                    return there;
                }
                there.close();
            }
            return start();
        } finally {
            starting.unlock();
        }
    }

    /** Other credentials, another workspace or another sandbox than it was started with: what a running one cannot take on. */
    private boolean isStale() {
        return credentialsChanged || !order(settings.get()).equals(startedWith);
    }

    private boolean isIdle() {
        return sessions.stream().allMatch(session -> session.inFlight() == 0);
    }

    private TenantProcess start() throws IOException, SandboxUnavailableException {
        Open now = open;
        if (now == null) {
            throw new IOException("nobody is signed in");
        }
        String why = broken;
        if (why != null && System.nanoTime() - failedAt < AFTER_A_FAILURE.toNanos()) {
            throw new IOException(why);
        }
        Map<String, SecretBytes> secrets = new HashMap<>();
        try {
            credentialsChanged = false;
            Optional<String> refusal = workspaceRefusal.get();
            if (refusal.isPresent()) {
                throw new SandboxUnavailableException(refusal.get());
            }
            for (Map.Entry<SecretName, SecretBytes> secret :
                    now.signIn().vault().secrets().entrySet()) {
                secrets.put(secret.getKey().value(), secret.getValue());
            }
            TenantServers.Order order = order(settings.get());
            TenantProcess started = servers.start(order, secrets);
            process = started;
            startedWith = order;
            broken = null;
            capabilities.keep(id, started.capabilities());
            Open after = open;
            if (after == null || after.signIn() != now.signIn()) {
                // Signed out while it started: nothing of the tenant may run now.
                started.close();
                throw new IOException("nobody is signed in any more");
            }
            return started;
        } catch (IOException | SandboxUnavailableException e) {
            broken = e.getMessage();
            failedAt = System.nanoTime();
            LOG.error("the tenant server of {} does not run: {}", id, e.getMessage());
            throw e;
        } finally {
            secrets.values().forEach(SecretBytes::close);
        }
    }

    private TenantServers.Order order(TenantSettings now) {
        return new TenantServers.Order(
                id,
                now.name(),
                now.workspaceIn(home),
                now.sandbox().profile().wireName(),
                now.sandbox().memory());
    }

    /** Somebody signed in: the sessions in the lobby get their tools, and the server starts before it is asked for. */
    void signedIn(SignIn signIn) {
        try (SecretBytes key = signIn.vault().argsKey()) {
            open = new Open(signIn, new ArgsHash(key), redactor(signIn));
        }
        broken = null;
        sessions.forEach(Session::signedIn);
        warm();
    }

    private static Redactor redactor(SignIn signIn) {
        Map<String, SecretBytes> secrets = new HashMap<>();
        signIn.vault().secrets().forEach((name, secret) -> secrets.put(name.value(), secret));
        try {
            return new Redactor(secrets);
        } finally {
            secrets.values().forEach(SecretBytes::close);
        }
    }

    /** Starts the server in the background, if it does not run. */
    void warm() {
        Thread.ofPlatform().daemon().name("starts-" + id).start(() -> {
            org.slf4j.MDC.put("tenant", id.value());
            try {
                process();
            } catch (IOException | SandboxUnavailableException e) {
                LOG.warn("not started ahead of its first call: {}", e.getMessage());
            }
        });
    }

    /** Nobody is signed in any more: the server ends, its sessions fall back to the lobby, its keys go. */
    void signedOut() {
        Open was = open;
        open = null;
        stop();
        sessions.forEach(Session::signedOut);
        if (was != null) {
            was.redactor().close();
            was.argsHash().close();
        }
    }

    /** A credential was set or removed: known to the redactor at once, to the server as soon as no call is in flight. */
    public void credentialsChanged() {
        Open now = open;
        if (now != null) {
            open = new Open(now.signIn(), now.argsHash(), redactor(now.signIn()));
            now.redactor().close();
            credentialsChanged = true;
            warm();
        }
    }

    void settingsChanged(TenantSettings changed) {
        sessions.forEach(session -> session.settingsChanged(changed));
        if (running() != null) {
            warm();
        }
    }

    /** Ends the server, at once. */
    public void stop() {
        TenantProcess there = process;
        if (there != null) {
            there.close();
        }
    }
}
