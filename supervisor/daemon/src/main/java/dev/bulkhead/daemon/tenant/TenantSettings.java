package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of one tenant as they were checked; every value is in its bounds. Immutable.
 *
 * @param name what people call the tenant
 * @param workspace absolute; empty for the folder in Bulkhead's home
 * @param mcpServers by the name that their tools carry
 * @param identity the provider that must vouch for the consultant; empty where the passphrase alone signs in
 * @param alerts the rules that watch the tenant
 */
public record TenantSettings(
        TenantId tenant,
        String name,
        Optional<Path> workspace,
        Session session,
        Sandbox sandbox,
        Network network,
        Hosts hosts,
        Tools tools,
        Limits limits,
        AuditSettings audit,
        SortedMap<String, UpstreamSettings> mcpServers,
        Optional<IdentitySettings> identity,
        AlertSettings alerts) {

    static final int MOST_UPSTREAMS = 64;

    public TenantSettings {
        if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name is 1 to 100 characters in one line");
        }
        if (workspace.isPresent() && !workspace.get().isAbsolute()) {
            throw new IllegalArgumentException("a workspace is an absolute path, or one that begins with ~/");
        }
        if (sandbox.profile() != Profile.NETWORK && !network.allow().isEmpty()) {
            throw new IllegalArgumentException(
                    "the profile " + sandbox.profile().wireName()
                            + " has no network: remove the list, or set sandbox.profile to network");
        }
        if (mcpServers.size() > MOST_UPSTREAMS) {
            throw new IllegalArgumentException("at most " + MOST_UPSTREAMS + " servers");
        }
        for (String upstream : mcpServers.keySet()) {
            if (!UpstreamSettings.NAME.matcher(upstream).matches()) {
                throw new IllegalArgumentException("the name of a server is a lower-case letter, then up to 19"
                        + " lower-case letters, digits or '-'");
            }
        }
        mcpServers = Collections.unmodifiableSortedMap(new TreeMap<>(mcpServers));
    }

    /** What a new tenant has: the built-in tools allowed, nothing asked for, no rate limit, profile strict. */
    public static TenantSettings defaults(TenantId tenant, String name) {
        return new TenantSettings(
                tenant,
                name,
                Optional.empty(),
                Session.DEFAULT,
                Sandbox.DEFAULT,
                Network.NONE,
                new Hosts(UnknownHosts.ASK),
                Tools.DEFAULT,
                Limits.DEFAULT,
                AuditSettings.DEFAULT,
                Collections.emptySortedMap(),
                Optional.empty(),
                AlertSettings.DEFAULT);
    }

    /** Returns the folder that the tenant's sandboxes can write to. */
    public Path workspaceIn(BulkheadHome home) {
        return workspace.orElseGet(() -> home.workspace(tenant));
    }

    public TenantSettings withWorkspace(Path folder) {
        return new TenantSettings(
                tenant,
                name,
                Optional.of(folder),
                session,
                sandbox,
                network,
                hosts,
                tools,
                limits,
                audit,
                mcpServers,
                identity,
                alerts);
    }

    public TenantSettings withHosts(UnknownHosts unknown) {
        return new TenantSettings(
                tenant,
                name,
                workspace,
                session,
                sandbox,
                network,
                new Hosts(unknown, hosts.tools()),
                tools,
                limits,
                audit,
                mcpServers,
                identity,
                alerts);
    }

    public TenantSettings withUpstreams(SortedMap<String, UpstreamSettings> servers) {
        return new TenantSettings(
                tenant, name, workspace, session, sandbox, network, hosts, tools, limits, audit, servers, identity,
                alerts);
    }

    /**
     * How long a sign-in and its tokens live.
     *
     * @param ttl of a session token, 1 s to 60 min
     * @param sleepAfter without a call for so long, a server that no upstream runs beside is ended until the next call
     * @param idleLock without a call for so long, the vault is locked
     * @param hardLock so long after the sign-in it is locked in any case
     * @param lockOn what locks it at once
     * @param switching what becomes of connections that follow the active workspace
     */
    public record Session(
            Duration ttl,
            Duration sleepAfter,
            Duration idleLock,
            Duration hardLock,
            Set<LockOn> lockOn,
            SwitchMode switching) {
        static final Session DEFAULT = new Session(
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofHours(12),
                Set.of(LockOn.values()),
                SwitchMode.STRICT);

        public Session {
            lockOn = Set.copyOf(lockOn);
            within(ttl, Duration.ofSeconds(1), Duration.ofMinutes(60), "session.ttl");
            within(sleepAfter, Duration.ofSeconds(1), Duration.ofHours(24), "session.sleep-after");
            within(idleLock, Duration.ofSeconds(1), Duration.ofHours(24), "session.idle-lock");
            within(hardLock, Duration.ofSeconds(1), Duration.ofHours(24), "session.hard-lock");
        }

        Session withTtl(Duration other) {
            return new Session(other, sleepAfter, idleLock, hardLock, lockOn, switching);
        }

        Session withSleepAfter(Duration other) {
            return new Session(ttl, other, idleLock, hardLock, lockOn, switching);
        }

        Session withIdleLock(Duration other) {
            return new Session(ttl, sleepAfter, other, hardLock, lockOn, switching);
        }

        Session withHardLock(Duration other) {
            return new Session(ttl, sleepAfter, idleLock, other, lockOn, switching);
        }
    }

    /**
     * The walls and limits of each sandbox.
     *
     * @param memory bytes, 64 MiB to 1 TiB
     * @param processes 8 to 4096, threads included where the platform counts them
     * @param disk bytes that the workspace may hold, 1 MiB to 16 TiB
     * @param cpu processors, 0.05 to 256
     */
    public record Sandbox(Profile profile, long memory, int processes, long disk, double cpu) {
        static final Sandbox DEFAULT = new Sandbox(Profile.STRICT, 512L << 20, 128, 2L << 30, 1.0);

        public Sandbox {
            within(memory, 64L << 20, 1L << 40, "sandbox.memory in bytes");
            within(processes, 8, 4_096, "sandbox.processes");
            within(disk, 1L << 20, 16L << 40, "sandbox.disk in bytes");
            if (!(cpu >= 0.05 && cpu <= 256)) {
                throw new IllegalArgumentException("sandbox.cpu is " + cpu + ": use 0.05 to 256 processors");
            }
        }
    }

    /** What may be reached besides nothing. */
    public record Network(List<Destination> allow) {
        static final Network NONE = new Network(List.of());

        public Network {
            allow = List.copyOf(allow);
        }
    }

    /**
     * Which hosts may work for the tenant.
     *
     * @param tools the only tools that a host may call, by its executable; one that no pattern names may call what everybody may
     */
    public record Hosts(UnknownHosts unknown, SortedMap<HostPattern, List<ToolPattern>> tools) {
        static final int MOST_PATTERNS = 100;

        public Hosts {
            if (tools.size() > MOST_PATTERNS) {
                throw new IllegalArgumentException("at most " + MOST_PATTERNS + " patterns for hosts");
            }
            tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
        }

        /** Every host may call the same tools. */
        public Hosts(UnknownHosts unknown) {
            this(unknown, Collections.emptySortedMap());
        }

        /** Returns the lists that hold a host of that executable to fewer tools: what it may call stands in each of them. */
        public List<List<ToolPattern>> toolsOf(String executable) {
            return tools.entrySet().stream()
                    .filter(entry -> entry.getKey().matches(executable))
                    .map(entry -> List.copyOf(entry.getValue()))
                    .toList();
        }
    }

    /**
     * Which tools may be called: deny beats ask beats allow, and what no pattern names is refused.
     *
     * @param askTimeout how long a call waits for the consultant, 5 s to 60 min
     * @param askInHost whether the host's own form counts as the consultant's answer
     */
    public record Tools(
            List<ToolPattern> allow,
            List<ToolPattern> ask,
            List<ToolPattern> deny,
            Duration askTimeout,
            AskInHost askInHost) {
        static final Duration ASK_TIMEOUT = Duration.ofMinutes(5);
        static final Tools DEFAULT = new Tools(List.of(new ToolPattern("*")), List.of(), List.of());

        public Tools {
            allow = List.copyOf(allow);
            ask = List.copyOf(ask);
            deny = List.copyOf(deny);
            within(askTimeout, Duration.ofSeconds(5), Duration.ofMinutes(60), "tools.ask-timeout");
        }

        /** Asks for five minutes, and not in the host. */
        public Tools(List<ToolPattern> allow, List<ToolPattern> ask, List<ToolPattern> deny) {
            this(allow, ask, deny, ASK_TIMEOUT, AskInHost.NO);
        }
    }

    /**
     * @param callsPerMinute 1 to 1,000,000; empty for no limit
     * @param concurrent calls in flight, 1 to 10,000; empty for no limit
     * @param resultBytes of one answer's line, 1 KiB to 16 MiB
     */
    public record Limits(OptionalInt callsPerMinute, OptionalInt concurrent, long resultBytes) {
        static final Limits DEFAULT = new Limits(OptionalInt.empty(), OptionalInt.empty(), 10L << 20);

        public Limits {
            within(callsPerMinute.orElse(1), 1, 1_000_000, "limits.calls-per-minute");
            within(concurrent.orElse(1), 1, 10_000, "limits.concurrent");
            within(resultBytes, 1L << 10, 16L << 20, "limits.result-bytes in bytes");
        }
    }

    static void within(Duration value, Duration least, Duration most, String key) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " is " + Units.text(value) + ": use " + Units.text(least) + " to " + Units.text(most));
        }
    }

    private static void within(long value, long least, long most, String key) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ": use " + least + " to " + most);
        }
    }
}
