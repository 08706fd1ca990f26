package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force of every tenant, and how they come into force.
 *
 * <p>What people write into {@code config/tenants} is a wish. What cannot be read changes nothing; what widens waits for
 * {@link #confirm}; the rest counts within two seconds. Each is recorded first, and without its record has no effect. The
 * last accepted settings lie in {@code state/settings}, so that a restart does not depend on the wish. Safe for any thread.
 */
public final class SettingsStore implements AutoCloseable {
    private final SettingsFiles files;
    private final SettingsParser parser;
    private final SettingsInForce inForce;
    private final Wishes wishes;

    /** Guards every change, and the fields below. */
    private final Object changing = new Object();

    private final WrittenSettings written;
    private @Nullable SettingsWatch watch;
    private boolean closed;

    public SettingsStore(BulkheadHome home, Path userHome, EventSink events, Clock clock) {
        this.files = new SettingsFiles(home);
        this.parser = new SettingsParser(userHome);
        this.inForce = new SettingsInForce(files, parser, new WorkspaceRules(home, userHome), events, clock);
        this.wishes = new Wishes(files, parser, inForce);
        this.written = new WrittenSettings(files);
    }

    /** Reads the accepted settings of all tenants, and then what was written since. Call once, before anything else. */
    public void load() throws IOException {
        synchronized (changing) {
            for (TenantId tenant : files.accepted()) {
                inForce.load(tenant);
            }
            judgeNow();
        }
    }

    /** Follows the folder of settings from now on, until {@link #close}. */
    public void watch() {
        synchronized (changing) {
            if (watch == null) {
                watch = new SettingsWatch(files.folder(), this::look);
            }
        }
    }

    /** Returns the settings in force; empty for a tenant that there is not, or that was never confirmed. */
    public Optional<TenantSettings> current(TenantId tenant) {
        return Optional.ofNullable(inForce.of(tenant));
    }

    /** Returns the settings in force of all tenants, as of now. */
    public SortedMap<TenantId, TenantSettings> all() {
        return inForce.all();
    }

    public Optional<PendingSettings> pending(TenantId tenant) {
        return Optional.ofNullable(inForce.waiting(tenant)).map(SettingsInForce.Waiting::pending);
    }

    /** Returns what waits for the consultant, also for tenants whose file appeared by itself. */
    public List<PendingSettings> pending() {
        return inForce.pending();
    }

    /** Tells {@code listener} of all settings in force, and then of every change. */
    public void listen(SettingsListener listener) {
        synchronized (changing) {
            inForce.listen(listener);
        }
    }

    /** Returns why the tenant's workspace cannot be used as it is now; to be asked before a sandbox starts. */
    public Optional<String> workspaceRefusal(TenantId tenant) {
        TenantSettings settings = inForce.of(tenant);
        return settings == null
                ? Optional.of("tenant '" + tenant + "' has no settings in force")
                : inForce.workspaceProblem(settings);
    }

    /** Brings into force whatever waits for {@code tenant} now; see {@link #confirm(PendingSettings)}. */
    public Optional<TenantSettings> confirm(TenantId tenant) throws IOException, SettingsException {
        Optional<PendingSettings> pending = pending(tenant);
        return pending.isPresent() ? confirm(pending.get()) : Optional.empty();
    }

    /**
     * Brings {@code shown} into force. The caller has had proof that it is the consultant who asks.
     *
     * @return the settings in force, or empty when something else waits by now, or nothing: then nothing changed
     * @throws SettingsException when the workspace was taken in the meantime
     */
    public Optional<TenantSettings> confirm(PendingSettings shown) throws IOException, SettingsException {
        synchronized (changing) {
            SettingsInForce.Waiting now = inForce.waiting(shown.tenant());
            if (now == null || !now.pending().id().equals(shown.id())) {
                return Optional.empty();
            }
            TenantSettings settings = now.pending().settings();
            inForce.requireWorkspace(settings);
            boolean fresh = inForce.of(shown.tenant()) == null;
            inForce.record(
                    shown.tenant(),
                    fresh ? EventType.TENANT_ADDED : EventType.SETTINGS_CHANGED,
                    ResultStatus.SUCCESS,
                    "confirmed: " + String.join("; ", now.pending().widens()));
            inForce.bring(settings, now.content());
            return Optional.of(settings);
        }
    }

    /**
     * Adds a tenant and writes its file; where somebody has put one there, that is a wish like every other: what it allows beyond
     * {@code settings} waits for {@link #confirm}. The caller has had proof that it is the consultant who asks.
     *
     * @throws SettingsException when there is such a tenant, the file that lies there cannot be read, or the workspace is taken
     */
    public void add(TenantSettings settings) throws IOException, SettingsException {
        synchronized (changing) {
            TenantId tenant = settings.tenant();
            if (inForce.of(tenant) != null) {
                throw SettingsException.of(files.name(tenant), "", "there is a tenant '" + tenant + "' already");
            }
            Optional<byte[]> wish = files.readWritten(tenant);
            if (wish.isEmpty()) {
                write(settings, EventType.TENANT_ADDED, "added");
                return;
            }
            requireReadable(tenant, wish.get());
            inForce.bring(settings, EventType.TENANT_ADDED, "added");
            written.forget(tenant);
            judgeNow();
        }
    }

    private void requireReadable(TenantId tenant, byte[] wish) throws SettingsException {
        try {
            parser.parse(files.name(tenant), wish, inForce::workspaceProblem);
        } catch (SettingsException e) {
            List<SettingsProblem> problems = new ArrayList<>(e.problems());
            String file = files.name(tenant);
            problems.add(new SettingsProblem(
                    file,
                    1,
                    1,
                    "",
                    files.path(tenant) + " lies there already: mend it or move it away, then try again"));
            throw new SettingsException(problems);
        }
    }

    /**
     * Replaces a tenant's settings and its file. The caller has had proof that it is the consultant who asks.
     *
     * @param what in a few words what changed, for the audit
     * @throws SettingsException when there is no such tenant, the workspace is taken, or something {@link #unaccepted} would be
     *     written over
     */
    public void change(TenantSettings settings, String what) throws IOException, SettingsException {
        synchronized (changing) {
            if (inForce.of(settings.tenant()) == null) {
                throw SettingsException.of(
                        files.name(settings.tenant()), "", "there is no tenant '" + settings.tenant() + "'");
            }
            Optional<String> unaccepted = unaccepted(settings.tenant());
            if (unaccepted.isPresent()) {
                throw SettingsException.of(files.name(settings.tenant()), "", unaccepted.get());
            }
            write(settings, EventType.SETTINGS_CHANGED, what);
        }
    }

    /** Returns why the tenant's file must not be written over: it holds what is not in force, and nowhere else. */
    public Optional<String> unaccepted(TenantId tenant) {
        synchronized (changing) {
            try {
                Optional<byte[]> content = files.readWritten(tenant);
                if (content.isEmpty()
                        || parser.parse(files.name(tenant), content.get()).equals(inForce.of(tenant))) {
                    return Optional.empty();
                }
                return Optional.of("a change in " + files.path(tenant)
                        + " is not in force, and would be written over: confirm it or take it back first");
            } catch (IOException | SettingsException e) {
                return Optional.of("what stands in " + files.path(tenant)
                        + " cannot be read, and would be written over: mend it or take it back first (" + e.getMessage()
                        + ")");
            }
        }
    }

    /** Judges {@code content} as if it were written into the tenant's file, and changes nothing. */
    public SettingsDraft draft(TenantId tenant, byte[] content) {
        try {
            TenantSettings settings = parser.parse(files.name(tenant), content, inForce::workspaceProblem);
            TenantSettings accepted = inForce.of(tenant);
            return new SettingsDraft(List.of(), accepted == null ? List.of() : Widening.of(accepted, settings));
        } catch (SettingsException e) {
            return new SettingsDraft(e.problems(), List.of());
        }
    }

    /**
     * Writes {@code content} into the tenant's file, as its owner could by hand: what widens waits, the rest counts at once.
     *
     * @param base what the file held when {@code content} was made from it
     * @throws SettingsException when it cannot be read, or the file is another by now: then nothing is written
     */
    public SettingsDraft write(TenantId tenant, byte[] base, byte[] content) throws IOException, SettingsException {
        synchronized (changing) {
            SettingsDraft draft = draft(tenant, content);
            if (!draft.problems().isEmpty()) {
                throw new SettingsException(draft.problems());
            }
            if (!Arrays.equals(files.readWritten(tenant).orElse(new byte[0]), base)) {
                throw SettingsException.of(
                        files.name(tenant), "", "the file was changed meanwhile: read it again, then change it");
            }
            files.write(tenant, content);
            judgeNow();
            return draft;
        }
    }

    /** Forgets a tenant and removes its files here; its vault, stream and workspace stay. Does nothing when there is none. */
    public void remove(TenantId tenant) throws IOException {
        synchronized (changing) {
            if (inForce.of(tenant) == null && files.readWritten(tenant).isEmpty()) {
                return;
            }
            inForce.remove(tenant);
            written.forget(tenant);
        }
    }

    @Override
    public void close() {
        SettingsWatch running;
        synchronized (changing) {
            closed = true;
            running = watch;
            watch = null;
        }
        if (running != null) {
            running.close();
        }
    }

    /** Once to see what was written, once to find it unchanged. */
    private void judgeNow() {
        look();
        look();
    }

    /** Looks at every file and judges what is new; returns whether some file may still be in the middle of being written. */
    boolean look() {
        synchronized (changing) {
            return !closed && written.look(inForce.all().keySet(), wishes);
        }
    }

    private void write(TenantSettings settings, EventType type, String what) throws IOException, SettingsException {
        byte[] content = inForce.bring(settings, type, what);
        files.write(settings.tenant(), content);
        written.judged(settings.tenant(), content);
    }
}
