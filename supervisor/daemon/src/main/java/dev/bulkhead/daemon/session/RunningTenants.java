package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.CallConsents;
import dev.bulkhead.daemon.policy.Limiter;
import dev.bulkhead.daemon.policy.SettingsToolPolicy;
import dev.bulkhead.daemon.policy.ToolPolicy;
import dev.bulkhead.daemon.policy.UnfamiliarTools;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignInListener;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.SettingsStore;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** All tenants that have settings, as they run. Safe for any thread. */
public final class RunningTenants implements SignInListener, SettingsListener, AutoCloseable {
    private final SettingsStore settings;
    private final Approvals approvals;
    private final CallConsents consents;
    private final Halts halts;
    private final Function<TenantId, Optional<String>> brokenAudit;
    private final TenantServers servers;
    private final TokenAuthority authority;
    private final Capabilities capabilities;
    private final BulkheadHome home;
    private final ToolPolicy policy;
    private final Limiter limiter = new Limiter(System::nanoTime);
    private final SecretBytes lobbyKey;
    private volatile UnfamiliarTools unfamiliar = UnfamiliarTools.NONE;
    private final Map<TenantId, RunningTenant> tenants = new ConcurrentSkipListMap<>();

    public RunningTenants(
            BulkheadHome home,
            SettingsStore settings,
            TenantServers servers,
            TokenAuthority authority,
            Approvals approvals,
            CallConsents consents,
            Halts halts,
            Function<TenantId, Optional<String>> brokenAudit,
            RandomGenerator random) {
        this.settings = settings;
        this.approvals = approvals;
        this.consents = consents;
        this.halts = halts;
        this.brokenAudit = brokenAudit;
        this.servers = servers;
        this.authority = authority;
        this.capabilities = new Capabilities(home);
        this.home = home;
        this.policy = new SettingsToolPolicy(settings::current, this::changesNothing);
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.lobbyKey = SecretBytes.takeOver(key);
    }

    /** From now on {@code tools} says which calls are asked about for being the first of their tool. */
    public void asksFirst(UnfamiliarTools tools) {
        unfamiliar = tools;
    }

    /** Returns the tenant, if it has settings. */
    public Optional<RunningTenant> find(TenantId id) {
        if (settings.current(id).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(tenants.computeIfAbsent(id, this::make));
    }

    /** Returns how {@code id} becomes a tenant, where only a file of settings says that it is one: the end of a sentence. */
    public Optional<String> wayIn(TenantId id) {
        if (settings.current(id).isPresent() || !Files.exists(home.settings(id))) {
            return Optional.empty();
        }
        return Optional.of(" yet, only a file of settings that nobody has confirmed, " + home.settings(id) + ": "
                + (Files.exists(home.vault(id))
                        ? "its vault is there, so that 'bulkhead tenant confirm " + id + "' brings it back"
                        : "'bulkhead tenant add " + id + "' makes it one"));
    }

    private boolean changesNothing(TenantId id, String tool) {
        RunningTenant tenant = tenants.get(id);
        return tenant != null && tenant.changesNothing(tool);
    }

    private RunningTenant make(TenantId id) {
        return new RunningTenant(
                id,
                () -> inForce(id),
                () -> settings.workspaceRefusal(id),
                policy,
                limiter,
                approvals,
                consents,
                (tenant, tool) -> unfamiliar.asksFirst(tenant, tool),
                servers,
                capabilities,
                home,
                () -> workspacesOfOthers(id),
                () -> halts.reason(id),
                () -> brokenAudit.apply(id),
                lobbyKey,
                InstantSource.system());
    }

    /** What no sandbox of {@code id} may see. */
    public List<Path> workspacesOfOthers(TenantId id) {
        return settings.all().values().stream()
                .filter(other -> !other.tenant().equals(id))
                .map(other -> other.workspaceIn(home))
                .toList();
    }

    /** Between a tenant's removal and the end of its sessions there is a moment in which its calls find nothing allowed. */
    private TenantSettings inForce(TenantId id) {
        return settings.current(id).orElseGet(() -> TenantSettings.defaults(id, id.value()));
    }

    /** All tenants, by name. */
    public List<RunningTenant> all() {
        return settings.all().keySet().stream().flatMap(id -> find(id).stream()).toList();
    }

    @Override
    public void signedIn(SignIn signIn) {
        authority.unlock(signIn.tenant());
        find(signIn.tenant()).ifPresent(tenant -> tenant.signedIn(signIn));
    }

    @Override
    public void regranted(SignIn signIn) {
        find(signIn.tenant()).ifPresent(tenant -> tenant.regranted(signIn, authority));
    }

    @Override
    public void signedOut(TenantId tenant, Leaving why) {
        authority.drop(tenant);
        find(tenant).ifPresent(running -> running.signedOut(why));
    }

    @Override
    public void changed(TenantId tenant, TenantSettings changed) {
        find(tenant).ifPresent(running -> running.settingsChanged(changed));
    }

    /** The tenant's settings are gone: so is everything of it that runs. */
    @Override
    public void removed(TenantId tenant) {
        RunningTenant running = tenants.remove(tenant);
        if (running != null) {
            running.signedOut(Leaving.SIGNED_OUT);
            running.sessions().forEach(session -> session.end().dismiss("the tenant was removed"));
        }
    }

    @Override
    public void close() {
        tenants.values().forEach(tenant -> {
            tenant.sessions().forEach(session -> session.end().dismiss("the supervisor ends"));
            tenant.server().stop();
        });
        // The sessions' threads write their last rows while the audit is still open.
        tenants.values().forEach(RunningTenant::awaitSessionsEnd);
        lobbyKey.close();
    }
}
