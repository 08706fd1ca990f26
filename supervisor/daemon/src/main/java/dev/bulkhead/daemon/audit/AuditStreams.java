package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tenants' streams of one home, each opened when its first event comes. Safe for any thread.
 *
 * <p>Opening looks at the end of the stream and closes the calls that the last supervisor lost, so it may take a second for a
 * stream with a million rows behind a call that was open all the time.
 */
public final class AuditStreams implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStreams.class);

    private final BulkheadHome home;
    private final Clock clock;
    private final RandomGenerator random;
    private final SigningKeys signing;
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("audit-flush").factory());
    private final Map<TenantId, AuditStream> open = new ConcurrentHashMap<>();
    private final Map<TenantId, Sealing> sealings = new ConcurrentHashMap<>();
    private final Map<TenantId, String> broken = new ConcurrentHashMap<>();
    private volatile Consumer<TenantId> opening = tenant -> {};
    private volatile Consumer<AuditEvent> ownEvents = event -> {};

    /** Guards opening and closing, and the fields below. */
    private final Object changing = new Object();

    private final Map<TenantId, Durability> durabilities = new HashMap<>();
    private final Map<TenantId, Path> anchors = new HashMap<>();
    private boolean closed;

    /** @param random for keys and salts too, so a secure one */
    public AuditStreams(BulkheadHome home, Clock clock, RandomGenerator random) {
        this.home = home;
        this.clock = clock;
        this.random = random;
        this.signing = new SigningKeys(home, random);
    }

    /** Returns the keys that sign the checkpoints of these streams. */
    public SigningKeys signingKeys() {
        return signing;
    }

    /** Has {@code listener} told of each tenant whose stream was opened; it is not waited for. */
    public void onOpening(Consumer<TenantId> listener) {
        opening = listener;
    }

    /** Tells {@code listener} what streams record of themselves: that an anchor failed, for instance. */
    public void onOwnEvents(Consumer<AuditEvent> listener) {
        ownEvents = listener;
    }

    @Override
    public void record(AuditEvent event) throws IOException {
        stream(event.tenant()).append(event);
    }

    @Override
    public Runnable commit(AuditEvent event) throws IOException {
        return stream(event.tenant()).commit(event);
    }

    /** Returns the stream of {@code tenant}, opened if it was not. It stays this object's to close. */
    public AuditStream stream(TenantId tenant) throws IOException {
        AuditStream stream = open.get(tenant);
        return stream != null ? stream : opened(tenant, Optional.empty());
    }

    /**
     * Seals what is personal under {@code keys} from now on, which it takes over: the tenant's vault is open.
     *
     * @return false where rows were sealed to another vault's key until now
     * @throws IOException when the public part could not be kept
     */
    public boolean unlocked(TenantId tenant, StreamKeys keys) throws IOException {
        return sealing(tenant).begin(keys);
    }

    /** The keys go: the tenant's vault was closed. Never waits. */
    public void locked(TenantId tenant) {
        Sealing sealing = sealings.get(tenant);
        if (sealing != null) {
            sealing.end();
        }
    }

    /** Returns what opens personal rows of {@code tenant}, as long as its vault is open. */
    public Personal.Opener opener(TenantId tenant) {
        return sealing(tenant);
    }

    /** Returns whether {@link #opener} opens anything now. */
    public boolean isUnlocked(TenantId tenant) {
        return sealing(tenant).isOpen();
    }

    /** Returns why nothing is added to the stream of {@code tenant}; empty while nothing is in the way, as far as is known. */
    public Optional<String> broken(TenantId tenant) {
        return Optional.ofNullable(broken.get(tenant));
    }

    /** Makes a checkpoint of the newest row of {@code tenant}; none of a stream that is broken. */
    public void checkpoint(TenantId tenant) throws IOException {
        try {
            stream(tenant).checkpointNow();
        } catch (BrokenStreamException e) {
            LOG.warn("tenant={} no checkpoint: {}", tenant, e.getMessage());
        }
    }

    /** Returns whether somebody has accepted what {@code broken} found, or something behind it. */
    public boolean isAccepted(TenantId tenant, Verification.Broken broken) throws IOException {
        return AcceptedBreak.read(StreamPlace.of(home, tenant).accepted())
                .filter(accepted -> broken.found().seq() <= accepted.head().seq() + 1)
                .isPresent();
    }

    /**
     * Goes on behind the newest row that can be read, whatever is broken before it. Files that SQLite cannot read at all are moved aside,
     * and the event names them.
     *
     * @param acceptance the event that says who has accepted it, and why
     */
    public Accepted accept(AuditEvent acceptance) throws IOException {
        TenantId tenant = acceptance.tenant();
        synchronized (changing) {
            close(tenant);
            List<MovedAside> moved = MovedAside.of(place(tenant).folder(), clock.instant());
            StringBuilder detail = new StringBuilder(String.valueOf(acceptance.detail()));
            moved.forEach(one -> detail.append("; ").append(one));
            opened(tenant, Optional.of(acceptance.withDetail(detail.toString())));
            AuditHead from = AcceptedBreak.read(place(tenant).accepted())
                    .map(AcceptedBreak::head)
                    .orElse(AuditHead.NONE);
            return new Accepted(from, moved);
        }
    }

    /**
     * How a stream goes on behind a break.
     *
     * @param from the newest row that could be read
     * @param moved the files that could not be
     */
    public record Accepted(AuditHead from, List<MovedAside> moved) {
        public Accepted {
            moved = List.copyOf(moved);
        }
    }

    /**
     * Takes away for good what stands beside {@code rows} of {@code tenant}, and makes a checkpoint behind it. While the newest segment is
     * written anew, rows wait.
     *
     * @param peer who asks
     * @param reason kept sealed; does not name whom it is about
     * @return how many segments were written anew
     * @throws IOException when it was not done to its end; the next opening of the stream goes on with it
     */
    public int erase(TenantId tenant, PersonalRows rows, String peer, String reason) throws IOException {
        AuditStream stream = stream(tenant);
        int segments = stream.erasing().erase(rows, peer, reason);
        stream.checkpointNow();
        return segments;
    }

    /** Does what is left of an erasure that was stopped; nothing where none was. */
    public void finishErasure(TenantId tenant) throws IOException {
        stream(tenant).erasing().finish();
    }

    /** Sets what rows of {@code tenant} survive from now on; {@link Durability#PROCESS} for tenants that nobody named. */
    public void durability(TenantId tenant, Durability durability) throws IOException {
        synchronized (changing) {
            durabilities.put(tenant, durability);
            AuditStream stream = open.get(tenant);
            if (stream != null) {
                stream.durability(durability);
            }
        }
    }

    /** Sets where the checkpoints of {@code tenant} are anchored from now on. */
    public void anchor(TenantId tenant, Optional<Path> file) {
        synchronized (changing) {
            file.ifPresentOrElse(path -> anchors.put(tenant, path), () -> anchors.remove(tenant));
            AuditStream stream = open.get(tenant);
            if (stream != null) {
                stream.anchor(file);
            }
        }
    }

    /**
     * Copies the stream of {@code tenant}, and what is kept of it elsewhere, into {@code home}, which has nothing of it: as it is between
     * two rows. Rows wait meanwhile, for about a second for each 100 MB.
     */
    public void copy(TenantId tenant, BulkheadHome home) throws IOException {
        StreamPlace to = StreamPlace.of(home, tenant);
        try {
            stream(tenant).copy(to);
        } catch (BrokenStreamException e) {
            // Nothing is added to it.
            StreamCopy.copy(place(tenant), to);
        }
    }

    /** Closes the stream of one tenant, so that its folder can be removed. The next event would open it again. */
    public void close(TenantId tenant) throws IOException {
        synchronized (changing) {
            broken.remove(tenant);
            AuditStream stream = open.remove(tenant);
            if (stream != null) {
                stream.close();
            }
        }
    }

    /** Closes the stream of one tenant, and forgets what is kept of it outside its folder. */
    public void forget(TenantId tenant) throws IOException {
        synchronized (changing) {
            close(tenant);
            locked(tenant);
            sealings.remove(tenant);
            place(tenant).forget();
        }
    }

    /** Closes every stream, also when closing one of them fails. */
    @Override
    public void close() throws IOException {
        synchronized (changing) {
            closed = true;
            IOException failure = null;
            for (AuditStream stream : open.values()) {
                failure = closed(stream, failure);
            }
            open.clear();
            flusher.shutdownNow();
            sealings.values().forEach(Sealing::end);
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static @Nullable IOException closed(AuditStream stream, @Nullable IOException before) {
        try {
            stream.close();
            return before;
        } catch (IOException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }

    private StreamPlace place(TenantId tenant) {
        return StreamPlace.of(home, tenant);
    }

    private Sealing sealing(TenantId tenant) {
        return sealings.computeIfAbsent(tenant, id -> new Sealing(place(id).publicKey(), random));
    }

    private AuditStream opened(TenantId tenant, Optional<AuditEvent> acceptance) throws IOException {
        AuditStream fresh;
        synchronized (changing) {
            AuditStream stream = open.get(tenant);
            if (stream != null) {
                return stream;
            }
            if (closed) {
                throw new IOException("the audit of tenant '" + tenant + "' is closed: the supervisor is ending");
            }
            AuditStream.Setup setup = new AuditStream.Setup(
                    place(tenant),
                    durabilities.getOrDefault(tenant, Durability.PROCESS),
                    clock,
                    random,
                    flusher,
                    sealing(tenant),
                    signing.of(tenant),
                    BootId.ofNow());
            try {
                fresh = acceptance.isPresent()
                        ? AuditStream.openBroken(setup, acceptance.get())
                        : AuditStream.open(setup);
            } catch (BrokenStreamException e) {
                broken.put(tenant, String.valueOf(e.getMessage()));
                throw e;
            }
            broken.remove(tenant);
            fresh.onOwnEvents(event -> ownEvents.accept(event));
            fresh.anchor(Optional.ofNullable(anchors.get(tenant)));
            open.put(tenant, fresh);
        }
        opening.accept(tenant);
        return fresh;
    }
}
