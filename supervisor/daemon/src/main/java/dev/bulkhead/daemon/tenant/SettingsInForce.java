package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force of every tenant, what waits to be, and the one way there: recorded first, kept, then told. Any thread reads; who
 * changes holds the store's lock.
 */
final class SettingsInForce {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsInForce.class);

    /** What waits, and the content of the file that it was read from. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Waiting(PendingSettings pending, byte[] content) {}

    private final SettingsFiles files;
    private final SettingsParser parser;
    private final WorkspaceRules rules;
    private final EventSink events;
    private final Clock clock;
    private final Map<TenantId, TenantSettings> current = new ConcurrentSkipListMap<>();
    private final Map<TenantId, Waiting> waiting = new ConcurrentHashMap<>();
    private final List<SettingsListener> listeners = new ArrayList<>();

    SettingsInForce(SettingsFiles files, SettingsParser parser, WorkspaceRules rules, EventSink events, Clock clock) {
        this.files = files;
        this.parser = parser;
        this.rules = rules;
        this.events = events;
        this.clock = clock;
    }

    @Nullable
    TenantSettings of(TenantId tenant) {
        return current.get(tenant);
    }

    SortedMap<TenantId, TenantSettings> all() {
        return new TreeMap<>(current);
    }

    @Nullable
    Waiting waiting(TenantId tenant) {
        return waiting.get(tenant);
    }

    List<PendingSettings> pending() {
        return waiting.values().stream().map(Waiting::pending).toList();
    }

    void listen(SettingsListener listener) {
        listeners.add(listener);
        current.forEach(listener::changed);
    }

    /** Reads what was accepted before the last end. One tenant's trouble closes that tenant alone. */
    void load(TenantId tenant) {
        try {
            byte[] content = files.readAccepted(tenant).orElse(new byte[0]);
            current.put(tenant, parser.parse(files.name(tenant), content));
        } catch (IOException | SettingsException e) {
            LOG.error("tenant={} the accepted settings cannot be read, it stays closed: {}", tenant, e.getMessage());
            try {
                refuse(tenant, "the accepted settings cannot be read, the tenant stays closed: " + e.getMessage());
            } catch (IOException second) {
                LOG.error("tenant={} and this cannot be recorded: {}", tenant, second.getMessage());
            }
        }
    }

    /**
     * Brings {@code settings} into force, and returns what stands for them in a file.
     *
     * @param what in a few words what was done, for the audit
     * @throws SettingsException when the workspace is taken
     */
    byte[] bring(TenantSettings settings, EventType type, String what) throws IOException, SettingsException {
        requireWorkspace(settings);
        byte[] content = SettingsWriter.yaml(settings).getBytes(StandardCharsets.UTF_8);
        parser.parse(files.name(settings.tenant()), content);
        record(settings.tenant(), type, ResultStatus.SUCCESS, what);
        bring(settings, content);
        return content;
    }

    void bring(TenantSettings settings, byte[] content) throws IOException {
        files.accept(settings.tenant(), content);
        current.put(settings.tenant(), settings);
        waiting.remove(settings.tenant());
        listeners.forEach(listener -> listener.changed(settings.tenant(), settings));
    }

    /** Lets {@code wish} wait for the consultant. */
    void letWait(PendingSettings wish, byte[] content) throws IOException {
        record(wish.tenant(), EventType.SETTINGS_WAITING, ResultStatus.DENIED, String.join("; ", wish.widens()));
        waiting.put(wish.tenant(), new Waiting(wish, content));
    }

    /** What waited does not any more: the file says something else. */
    void waitsNoMore(TenantId tenant) {
        waiting.remove(tenant);
    }

    /** Forgets the tenant and its files. */
    void remove(TenantId tenant) throws IOException {
        record(tenant, EventType.TENANT_REMOVED, ResultStatus.SUCCESS, null);
        files.remove(tenant);
        waiting.remove(tenant);
        if (current.remove(tenant) != null) {
            listeners.forEach(listener -> listener.removed(tenant));
        }
    }

    /** Returns why the workspace that they name cannot be used. */
    Optional<String> workspaceProblem(TenantSettings settings) {
        return rules.refusal(settings, current.values());
    }

    void requireWorkspace(TenantSettings settings) throws SettingsException {
        Optional<String> problem = workspaceProblem(settings);
        if (problem.isPresent()) {
            throw SettingsException.of(files.name(settings.tenant()), "workspace", problem.get());
        }
    }

    /** Records that what was written is not taken; what waited before it does not any more. */
    void refuse(TenantId tenant, String why) throws IOException {
        record(tenant, EventType.SETTINGS_REFUSED, ResultStatus.ERROR, why);
        waiting.remove(tenant);
    }

    void record(TenantId tenant, EventType type, ResultStatus status, @Nullable String detail) throws IOException {
        events.record(AuditEvent.of(clock.instant(), tenant, type, status, null, null, detail));
    }
}
