package dev.bulkhead.daemon.alert;

import dev.bulkhead.daemon.policy.Rule;
import dev.bulkhead.daemon.policy.UnfamiliarTools;
import dev.bulkhead.daemon.tenant.AlertAction;
import dev.bulkhead.daemon.tenant.AlertRule;
import dev.bulkhead.daemon.tenant.AlertRule.Kind;
import dev.bulkhead.daemon.tenant.AlertSettings;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventListener;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventTee;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of all tenants. Whoever records an event counts it on the way, in memory; what a rule finds is done by one thread of
 * its own, so that no call waits for it. Safe for any thread.
 *
 * <p>What is usual is written down at most every ten seconds: a supervisor that is killed forgets so much of it, and no alert.
 */
public final class Alerts implements EventListener, SettingsListener, UnfamiliarTools, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration KEEP_EVERY = Duration.ofSeconds(10);
    private static final Duration LONGEST_END = Duration.ofSeconds(3);
    private static final int MOST_JOBS = 4_096;
    private static final int LONGEST_REASON = 500;
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final EventSink audit;
    private final Function<TenantId, Optional<TenantSettings>> settings;
    private final Response response;
    private final AlertFiles files;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<TenantId, TenantAlerts> tenants = new ConcurrentHashMap<>();
    private final BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(MOST_JOBS);
    private final Queue<AuditEvent> untold = new ConcurrentLinkedQueue<>();
    private final Thread worker;
    private volatile EventTee followed;
    private volatile boolean isClosed;

    /**
     * @param audit where alerts are recorded: what tells this of events would tell it of its own
     * @param zone in which working hours are meant
     */
    public Alerts(
            EventSink audit,
            Function<TenantId, Optional<TenantSettings>> settings,
            Response response,
            Path state,
            InstantSource clock,
            ZoneId zone,
            RandomGenerator random) {
        this.audit = audit;
        this.settings = settings;
        this.response = response;
        this.files = new AlertFiles(state, zone);
        this.clock = clock;
        this.random = random;
        this.followed = new EventTee(audit);
        this.worker = Thread.ofPlatform().daemon().name("alerts").start(this::work);
    }

    /** Watches whatever is recorded through {@code events} from now on. */
    public void follow(EventTee events) {
        followed = events;
        events.listen(this);
    }

    @Override
    public void recorded(AuditEvent event) {
        TenantAlerts tenant = tenants.get(event.tenant());
        if (tenant == null && event.type() == EventType.TENANT_ADDED) {
            tenant = tenants.computeIfAbsent(
                    event.tenant(), id -> files.read(id, event.timestamp()).alerts());
        }
        // Without settings there is no tenant any more: its last rows must not bring its file back.
        if (tenant != null) {
            tenant.see(event, rules(event.tenant())).forEach(this::take);
        }
    }

    private AlertSettings rules(TenantId tenant) {
        return settings.apply(tenant).map(TenantSettings::alerts).orElse(AlertSettings.DEFAULT);
    }

    @Override
    public void changed(TenantId tenant, TenantSettings changed) {
        tenants.computeIfAbsent(tenant, this::load);
    }

    private TenantAlerts load(TenantId tenant) {
        AlertFiles.Kept kept = files.read(tenant, clock.instant());
        if (!kept.lost().isEmpty()) {
            LOG.warn("tenant={} what is usual for it is not known any more: {}", tenant, kept.lost());
            String what = "what is usual is learned anew, and earlier alerts are in the stream alone: " + kept.lost();
            submit(() -> record(tenant, EventType.ALERT_STATE_LOST, "supervisor", what));
        }
        return kept.alerts();
    }

    @Override
    public void removed(TenantId tenant) {
        TenantAlerts gone = tenants.remove(tenant);
        if (gone != null) {
            keep(tenant, gone);
        }
    }

    /** Forgets a tenant that was removed, for good. */
    public void erase(TenantId tenant) throws IOException {
        tenants.remove(tenant);
        files.erase(tenant);
    }

    /** {@inheritDoc} Where it is to be asked about, that is an alert too. */
    @Override
    public Optional<Rule> asksFirst(TenantId tenant, String tool) {
        AlertRule rule = rules(tenant).rule(Kind.FIRST_SEEN_TOOL);
        TenantAlerts known = tenants.get(tenant);
        if (known == null || rule.action() != AlertAction.ASK || !known.isUnfamiliar(tool, clock.instant(), rule)) {
            return Optional.empty();
        }
        // Whoever has the answer to the first call of a tool may call it again before its end was told.
        followed.catchUp(tenant);
        if (!known.isUnfamiliar(tool, clock.instant(), rule)) {
            return Optional.empty();
        }
        take(new Finding(tenant, rule, clock.instant(), Watch.neverCalled(tool)));
        return Optional.of(new Rule(rule.kind().wireName() + ": never called before"));
    }

    /** The stream of {@code tenant} did not verify: {@code what} says where, in one sentence. */
    public void chainFailed(TenantId tenant, String what) {
        AlertRule rule = rules(tenant).rule(Kind.CHAIN_FAILURE);
        if (rule.isOn()) {
            take(new Finding(tenant, rule, clock.instant(), what));
        }
    }

    /** Returns the alerts of {@code tenant}, or of all, the oldest first. */
    public List<Alert> list(Optional<TenantId> tenant) {
        return tenants.entrySet().stream()
                .filter(entry -> tenant.isEmpty() || entry.getKey().equals(tenant.get()))
                .flatMap(entry -> entry.getValue().all().stream())
                .sorted(Comparator.comparing(Alert::at))
                .toList();
    }

    /** Returns how many alerts of {@code tenant} nobody has acknowledged. */
    public int open(TenantId tenant) {
        TenantAlerts known = tenants.get(tenant);
        return known == null
                ? 0
                : (int) known.all().stream()
                        .filter(alert -> alert.acknowledged().isEmpty())
                        .count();
    }

    /** Returns the open alert of that id. */
    public Optional<Alert> find(String id) {
        return list(Optional.empty()).stream()
                .filter(alert -> alert.id().equals(id) && alert.acknowledged().isEmpty())
                .findFirst();
    }

    /**
     * Takes note that somebody has looked into an alert.
     *
     * @param reason what came of it, one line of at most 500 characters
     * @return false when somebody else has, before
     * @throws IOException when it could not be recorded: then it is still open
     * @throws IllegalArgumentException when {@code reason} is empty, longer, or more than a line
     */
    public boolean acknowledge(Alert alert, String by, String reason) throws IOException {
        if (reason.isBlank()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reason is one line of 1 to " + LONGEST_REASON + " characters");
        }
        TenantAlerts known = tenants.get(alert.tenant());
        if (known == null || find(alert.id()).isEmpty()) {
            return false;
        }
        audit.record(AuditEvent.of(
                clock.instant(),
                alert.tenant(),
                EventType.ALERT_ACKNOWLEDGED,
                ResultStatus.SUCCESS,
                null,
                by,
                alert.id() + ", " + alert.rule() + ": " + reason));
        boolean first = known.acknowledge(alert.id(), new Alert.Acknowledgement(clock.instant(), by, reason))
                .isPresent();
        keep(alert.tenant(), known);
        return first;
    }

    private void take(Finding finding) {
        submit(() -> act(finding));
    }

    /** What does not fit into the queue is not put off: it may be what has to suspend somebody. */
    private void submit(Runnable job) {
        if (!jobs.offer(job)) {
            Thread.ofVirtual().name("an alert").start(job);
        }
    }

    private void act(Finding finding) {
        TenantId id = finding.tenant();
        TenantAlerts tenant = tenants.get(id);
        if (tenant == null) {
            return;
        }
        AlertAction action = finding.rule().action();
        boolean suspends = action == AlertAction.SUSPEND && response.isLive(id);
        boolean halts = action == AlertAction.HALT;
        if (!suspends && !halts && tenant.isTold(finding)) {
            return;
        }
        String done = switch (action) {
            case OFF, NOTIFY -> "noticed";
            case ASK -> "asked";
            case SUSPEND -> suspends ? "suspended" : "noticed, since nobody is signed in";
            case HALT -> "halted";
        };
        Alert alert = tenant.raise(freshId(), finding, done);
        LOG.warn("tenant={} alert {} {}: {} ({})", id, alert.id(), alert.rule(), alert.what(), done);
        // Neither a slow disk nor a slow server may put it off.
        if (suspends) {
            String why = "alert " + alert.id() + ", " + alert.rule() + ": " + alert.what();
            Thread.ofVirtual().name("suspends").start(() -> response.suspend(id, why));
        } else if (halts) {
            Thread.ofVirtual().name("halts").start(() -> response.halt(id));
        }
        record(id, EventType.ALERT_RAISED, null, alert.id() + ", " + alert.rule() + ": " + alert.what() + "; " + done);
        keep(id, tenant);
    }

    private String freshId() {
        while (true) {
            StringBuilder id = new StringBuilder("a-");
            for (int i = 0; i < 5; i++) {
                id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            String fresh = id.toString();
            if (tenants.values().stream()
                    .flatMap(each -> each.all().stream())
                    .noneMatch(alert -> alert.id().equals(fresh))) {
                return fresh;
            }
        }
    }

    /** What cannot be recorded now is recorded as soon as it can be. */
    private void record(TenantId tenant, EventType type, @Nullable String peer, String detail) {
        untold.add(AuditEvent.of(clock.instant(), tenant, type, ResultStatus.SUCCESS, null, peer, detail));
        tell();
    }

    private synchronized void tell() {
        for (AuditEvent event = untold.peek(); event != null; event = untold.peek()) {
            try {
                audit.record(event);
            } catch (IOException e) {
                LOG.error("tenant={} {} cannot be recorded yet: {}", event.tenant(), event.type(), e.getMessage());
                return;
            }
            untold.remove();
        }
    }

    private void keep(TenantId id, TenantAlerts tenant) {
        try {
            files.write(id, tenant.content());
        } catch (IOException e) {
            tenant.markChanged();
            LOG.error("tenant={} its alerts cannot be written down: {}", id, e.getMessage());
        }
    }

    private void keepChanged() {
        tenants.forEach((id, tenant) -> {
            if (tenant.isChanged()) {
                keep(id, tenant);
            }
        });
    }

    private void work() {
        long kept = System.nanoTime();
        while (!isClosed || !jobs.isEmpty()) {
            try {
                Runnable job = jobs.poll(KEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (job != null) {
                    job.run();
                }
                if (System.nanoTime() - kept > KEEP_EVERY.toNanos()) {
                    tell();
                    keepChanged();
                    kept = System.nanoTime();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("an alert could not be dealt with", e);
            }
        }
    }

    /** Deals with what was found, and writes down what is usual. */
    @Override
    public void close() {
        isClosed = true;
        submit(() -> {});
        try {
            worker.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tell();
        keepChanged();
    }
}
