package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Lets upstreams reach what their tenant's settings name, and nothing else: HTTP/1.1 and CONNECT, each upstream by a socket of its
 * own. Rules and rows are in {@code supervisor/docs/egress.md}; the protocol in RFC 9110 and 9112. Safe for any thread.
 */
public final class EgressProxy implements AutoCloseable {
    /** No longer than {@code supervisor.sock}, so that it fits wherever that does: unix(7) bounds the whole path. */
    private static final String NAMES = "e?????????.sock";

    private static final long NAME_BITS = (1L << 36) - 1;

    private final BulkheadHome home;
    private final EventSink events;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final EgressLimits limits;
    private final Resolver resolver;
    private final DesktopTrust trust;
    private final Set<EgressDoor> doors = ConcurrentHashMap.newKeySet();

    public EgressProxy(
            BulkheadHome home,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            EgressLimits limits,
            DesktopTrust trust) {
        this(home, events, clock, random, limits, trust, Resolver.systemResolver());
    }

    EgressProxy(
            BulkheadHome home,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            EgressLimits limits,
            DesktopTrust trust,
            Resolver resolver) {
        this.home = home;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
        this.trust = trust;
        this.resolver = resolver;
    }

    /**
     * Opens a door for one start of one upstream.
     *
     * @param allowed what may be reached; asked on each connection, and several times a second while one lasts
     * @param injections the credentials that it puts into requests
     * @throws IOException when the socket cannot be made; then the sandbox must not start
     */
    public EgressDoor open(TenantId tenant, String upstream, Supplier<Reach> allowed, List<Injection> injections)
            throws IOException {
        String name = "e" + HexFormat.of().toHexDigits(random.nextLong() & NAME_BITS, 9) + ".sock";
        EgressDoor door = new EgressDoor(
                tenant,
                upstream,
                home.socket().resolveSibling(name),
                allowed,
                limits,
                resolver,
                Injections.of(injections, trust, clock, random),
                events,
                clock,
                doors::remove);
        doors.add(door);
        return door;
    }

    /**
     * Removes the sockets of a supervisor that was killed; called once, before the first door. Those outside the home's own folder
     * lie among other homes' and stay until the desktop's session ends.
     */
    public void sweep() throws IOException {
        if (!Files.isDirectory(home.run())) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home.run(), NAMES)) {
            for (Path socket : left) {
                Files.deleteIfExists(socket);
            }
        }
    }

    /** Called several times a second: ends what takes too long, and what the settings do not name any more. */
    public void tick() {
        doors.forEach(EgressDoor::tick);
    }

    /** Closes every door, also when one of them does not. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (EgressDoor door : doors) {
            try {
                door.close();
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
