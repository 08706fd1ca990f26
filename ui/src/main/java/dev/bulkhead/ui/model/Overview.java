package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What runs for one tenant, with what, and under which rules.
 *
 * @param idleLock when it is locked without a call before; empty while nobody is signed in
 * @param hardLock when it is locked in any case; empty while nobody is signed in
 * @param network the destinations that its settings allow
 * @param usage of this month; empty until the supervisor said so
 */
public record Overview(
        TenantId tenant,
        Optional<Instant> idleLock,
        Optional<Instant> hardLock,
        List<Connection> connections,
        List<Server> servers,
        List<Tool> tools,
        List<String> network,
        Optional<Usage> usage) {
    public Overview {
        connections = List.copyOf(connections);
        servers = List.copyOf(servers);
        tools = List.copyOf(tools);
        network = List.copyOf(network);
    }

    /**
     * One host that is connected.
     *
     * @param calls in flight now
     */
    public record Connection(String session, Program host, Instant since, int calls) {}

    /**
     * One server of others.
     *
     * @param from the command, or the address of a remote one
     * @param installed the version of the package that is pinned for it; empty where it comes in none
     * @param accounts the names of the secrets that it gets: which account it works with
     * @param running how many processes of it run
     * @param problem why it would not start; empty where it would
     */
    public record Server(
            String name, String from, String installed, List<String> accounts, int running, String problem) {
        public Server {
            accounts = List.copyOf(accounts);
        }
    }

    /** What policy says of a tool. */
    public enum Policy {
        ALLOW,
        ASK,
        DENY
    }

    /** What a tool says of itself, against what it said when a host first listed it. */
    public enum Pin {
        PINNED,
        CHANGED,
        NEW
    }

    /**
     * @param rule the line of the settings that decides
     * @param since when it was first heard to say what it says now; empty where that is not known
     */
    public record Tool(String name, Policy policy, String rule, Pin pin, Optional<Instant> since) {}

    /** What was done and carried; bytes as hosts and servers sent and got them. */
    public record Usage(long calls, long errors, long refused, long bytesIn, long bytesOut) {}
}
