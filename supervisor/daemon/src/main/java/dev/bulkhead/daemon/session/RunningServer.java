package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.process.ServerOwner;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One tenant's server: started when it is needed, replaced when it was started with what no longer holds, ended with its
 * sign-in. Safe for any thread; {@link #process} waits for a start, everything else does not.
 */
public final class RunningServer {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private final TenantId id;
    private final Supplier<TenantSettings> settings;
    private final Supplier<Optional<String>> workspaceRefusal;
    private final TenantServers servers;
    private final Capabilities capabilities;
    private final BulkheadHome home;
    private final LiveSignIn signIn;
    private final Supplier<List<Path>> closed;
    private final BooleanSupplier isIdle;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile @Nullable TenantProcess process;
    private volatile @Nullable TenantProcess beginning;
    private volatile @Nullable String broken;
    private volatile boolean credentialsChanged;
    private volatile String instructions = "";
    private volatile String selfTest = "";
    private volatile TenantServers.@Nullable Order startedWith;
    private volatile Set<String> startedWithout = Set.of();

    private final ToldUpstreams told;

    /** Guarded by {@link #starting}. */
    private long failedAt;

    /**
     * @param closed the other tenants' workspaces
     * @param isIdle whether no call of the tenant is in flight
     */
    RunningServer(
            TenantId id,
            Supplier<TenantSettings> settings,
            Supplier<Optional<String>> workspaceRefusal,
            TenantServers servers,
            Capabilities capabilities,
            BulkheadHome home,
            LiveSignIn signIn,
            Supplier<List<Path>> closed,
            BooleanSupplier isIdle) {
        this.id = id;
        this.settings = settings;
        this.workspaceRefusal = workspaceRefusal;
        this.servers = servers;
        this.told = new ToldUpstreams(servers, settings);
        this.capabilities = capabilities;
        this.home = home;
        this.signIn = signIn;
        this.closed = closed;
        this.isIdle = isIdle;
    }

    /** The running server, or null. */
    public @Nullable TenantProcess running() {
        TenantProcess there = process;
        return there != null && there.isAlive() ? there : null;
    }

    /** What the tenant's upstreams tell a model; "" when nothing is known. */
    String instructions() {
        return instructions;
    }

    /** What the self-test of the last start gave, of a server that runs or not: {@code 60/60}; "" when there was none. */
    public String selfTest() {
        return selfTest;
    }

    /** Why the tenant is broken; "" when it is not. */
    public String brokenBecause() {
        String why = broken;
        return why == null ? "" : why;
    }

    /** What went wrong before, and what was said then, says nothing about a new sign-in. */
    void forgive() {
        instructions = "";
        broken = null;
    }

    /** Returns the tenant's server, started behind its wall if it was not running. */
    TenantProcess process() throws IOException, SandboxUnavailableException {
        starting.lock();
        try {
            TenantProcess there = running();
            if (there != null) {
                if (!isStale() || !isIdle.getAsBoolean()) {
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
        TenantSettings now = settings.get();
        return credentialsChanged
                || !order(now).equals(startedWith)
                || !SandboxSecrets.injected(now).equals(startedWithout);
    }

    private TenantProcess start() throws IOException, SandboxUnavailableException {
        SignIn now = signIn.now().orElseThrow(() -> new IOException("nobody is signed in"));
        String why = broken;
        if (why != null && System.nanoTime() - failedAt < AFTER_A_FAILURE.toNanos()) {
            throw new IOException(why);
        }
        try {
            TenantProcess started = start(now);
            broken = null;
            return started;
        } catch (IOException | SandboxUnavailableException e) {
            if (!signIn.isStill(now)) {
                // Ended with its sign-in: that is no failure of the server's.
                throw new IOException("nobody is signed in any more", e);
            }
            broken = e.getMessage();
            failedAt = System.nanoTime();
            LOG.error("the tenant server of {} does not run: {}", id, e.getMessage());
            throw e;
        } finally {
            TenantProcess last = beginning;
            if (last != null) {
                selfTest = last.selfTest();
            }
            beginning = null;
        }
    }

    private TenantProcess start(SignIn now) throws IOException, SandboxUnavailableException {
        credentialsChanged = false;
        Optional<String> refusal = workspaceRefusal.get();
        if (refusal.isPresent()) {
            throw new SandboxUnavailableException(refusal.get());
        }
        TenantSettings with = settings.get();
        TenantServers.Order order = order(with);
        try (SandboxSecrets secrets = new SandboxSecrets(now, with)) {
            TenantProcess started = servers.start(order, secrets.byName(), told.first(with), new Owner(now));
            process = started;
            startedWith = order;
            startedWithout = SandboxSecrets.injected(with);
            if (!signIn.isStill(now)) {
                // Signed out while it started: nothing of the tenant may run now.
                started.close();
                throw new IOException("nobody is signed in any more");
            }
            if (with.mcpServers().isEmpty()) {
                // With upstreams it is no more than the start of what there will be.
                capabilities.keep(with, started.capabilities());
            }
            upstreamsChanged();
            return started;
        }
    }

    /** A server that is starting, for one sign-in and no longer. */
    private final class Owner implements ServerOwner {
        private final SignIn startedFor;

        Owner(SignIn startedFor) {
            this.startedFor = startedFor;
        }

        @Override
        public void begun(TenantProcess begun) {
            beginning = begun;
            if (!signIn.isStill(startedFor)) {
                begun.close();
            }
        }

        @Override
        public String forLog(String line) {
            return signIn.forLog(line);
        }

        @Override
        public void instructions(String text) {
            if (signIn.isStill(startedFor)) {
                instructions = signIn.clean(text);
            }
        }

        @Override
        public void capabilities(JsonNode merged) {
            TenantSettings now = settings.get();
            Thread.ofVirtual().start(() -> capabilities.keep(now, merged));
        }

        @Override
        public Optional<SecretBytes> secret(String name) {
            if (!signIn.isStill(startedFor)) {
                return Optional.empty();
            }
            try {
                SecretName wanted = new SecretName(name);
                return wanted.isOurs() ? Optional.empty() : startedFor.vault().secret(wanted);
            } catch (IllegalStateException | IllegalArgumentException e) {
                // The vault is closed before anybody is told of the sign-out.
                return Optional.empty();
            }
        }

        @Override
        public TenantSettings settings() {
            return settings.get();
        }

        @Override
        public List<Path> closed() {
            return closed.get();
        }
    }

    private TenantServers.Order order(TenantSettings now) {
        return new TenantServers.Order(id, now.name(), now.workspaceIn(home), now.sandbox());
    }

    /** Starts the server in the background, if it does not run. */
    void warm() {
        Thread.ofPlatform().daemon().name("starts-" + id).start(() -> {
            MDC.put("tenant", id.value());
            try {
                process();
            } catch (IOException | SandboxUnavailableException e) {
                LOG.warn("not started ahead of its first call: {}", e.getMessage());
            }
        });
    }

    void credentialsChanged() {
        credentialsChanged = true;
        warm();
    }

    void settingsChanged() {
        if (running() != null) {
            warm();
            Thread.ofPlatform().daemon().name("upstreams-" + id).start(this::upstreamsChanged);
        }
    }

    /** Tells a running server of its upstreams when they are others: settings changed, something was installed or removed. */
    public void upstreamsChanged() {
        told.tell(running());
    }

    /** Called several times a second: ends a server that does not read, and replaces one that what it was started with has left. */
    void tick() {
        TenantProcess there = running();
        if (there == null) {
            return;
        }
        if (there.stuckFor().compareTo(LONGEST_STALL) > 0) {
            there.close("it has not read for " + LONGEST_STALL.toSeconds() + " s");
        } else if (!starting.isLocked() && isStale() && isIdle.getAsBoolean()) {
            warm();
        }
    }

    /**
     * Ends the server until the next call needs one, which then waits for its start: memory for nothing is taken from those who
     * work. Not while an upstream runs, whose state would be gone with it. Waits for nothing.
     *
     * @param still whether it is still so that nobody needs it
     */
    void rest(BooleanSupplier still) {
        TenantProcess there = running();
        if (there == null || !there.upstreams().isEmpty() || !starting.tryLock()) {
            return;
        }
        try {
            if (still.getAsBoolean()) {
                there.close("it was not needed; the next call starts it");
            }
        } finally {
            starting.unlock();
        }
    }

    /** The first process of each of the tenant's sandboxes, as the kernel numbers it outside. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        for (TenantProcess there : new TenantProcess[] {beginning, process}) {
            if (there != null && there.isAlive()) {
                pids.add(there.pid());
                there.upstreams().forEach(upstream -> pids.add(upstream.pid()));
            }
        }
        pids.removeIf(pid -> pid == 0);
        return pids;
    }

    /** Ends the server, at once. */
    public void stop() {
        for (TenantProcess there : new TenantProcess[] {beginning, process}) {
            if (there != null) {
                there.close();
            }
        }
    }
}
