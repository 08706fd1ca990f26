package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The consultant's lasting answers about hosts. Read from disk once, when the supervisor starts: what anybody writes into the
 * file meanwhile is never looked at, and is gone with the next change. An entry counts only while its seal fits, so only while
 * somebody is signed in to its tenant. Safe for any thread.
 */
public final class KnownHosts {
    /** More than a desktop has of hosts, fewer than would make a list nobody looks through. */
    static final int MOST_OF_A_TENANT = 100;

    private final KnownHostsFile file;
    private final HostSeal seal;
    private final InstantSource clock;
    private final RandomGenerator random;
    private List<KnownHost> hosts;

    /** @param file {@code state/known-hosts.json} */
    public KnownHosts(Path file, HostSeal seal, InstantSource clock, RandomGenerator random) {
        this.file = new KnownHostsFile(file);
        this.seal = seal;
        this.clock = clock;
        this.random = random;
        this.hosts = this.file.read();
    }

    /** Returns the answer about exactly this host, if there is one whose seal fits. */
    synchronized Optional<KnownHost> find(TenantId tenant, HostIdentity identity) {
        return first(tenant, host -> host.identity().equals(identity));
    }

    /** Returns an answer about the same file when it had other content, if there is one whose seal fits. */
    synchronized Optional<KnownHost> before(TenantId tenant, HostIdentity identity) {
        return first(
                tenant,
                host -> host.identity().isAtThePlaceOf(identity)
                        && !host.identity().equals(identity)
                        && host.answer() == KnownHost.Lasting.ALWAYS);
    }

    private Optional<KnownHost> first(TenantId tenant, Predicate<KnownHost> wanted) {
        return hosts.stream()
                .filter(host -> host.tenant().equals(tenant) && wanted.test(host))
                .filter(this::isSealed)
                .findFirst();
    }

    private boolean isSealed(KnownHost host) {
        return seal.of(host.tenant(), host.sealed())
                .filter(made -> MessageDigest.isEqual(
                        made.getBytes(StandardCharsets.UTF_8), host.seal().getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    /** Returns all of {@code tenant}, as they stand there, by their age. */
    public synchronized List<KnownHost> of(TenantId tenant) {
        return hosts.stream().filter(host -> host.tenant().equals(tenant)).toList();
    }

    /**
     * Takes out and returns what was not written by us, or not for this tenant's vault. Only while somebody is signed in to the
     * tenant; else nothing is known of the seals, and nothing is taken out.
     */
    synchronized List<KnownHost> dropForged(TenantId tenant) throws IOException {
        if (seal.of(tenant, new byte[] {0}).isEmpty()) {
            return List.of();
        }
        List<KnownHost> forged =
                of(tenant).stream().filter(host -> !isSealed(host)).toList();
        if (!forged.isEmpty()) {
            // In memory first: it must not count, whether or not the disk takes the change.
            hosts = hosts.stream().filter(host -> !forged.contains(host)).toList();
            file.write(hosts);
        }
        return forged;
    }

    /**
     * Keeps an answer, in place of one about the same host.
     *
     * @throws IOException when it could not be kept, with a sentence that says why: then nothing has changed
     */
    synchronized KnownHost add(
            TenantId tenant, HostIdentity identity, KnownHost.Lasting answer, List<ToolPattern> tools, String by)
            throws IOException {
        List<KnownHost> changed = new ArrayList<>(hosts);
        changed.removeIf(host -> host.tenant().equals(tenant) && host.identity().isAtThePlaceOf(identity));
        if (changed.size() >= KnownHostsFile.MOST
                || changed.stream().filter(host -> host.tenant().equals(tenant)).count() >= MOST_OF_A_TENANT) {
            throw new IOException("tenant '" + tenant + "' knows " + MOST_OF_A_TENANT
                    + " hosts, as many as it may: revoke one with 'bulkhead host revoke " + tenant + " ID'");
        }
        KnownHost unsealed = new KnownHost(freshId(), tenant, identity, answer, tools, clock.instant(), by, "none");
        KnownHost host = unsealed.withSeal(seal.of(tenant, unsealed.sealed())
                .orElseThrow(() -> new IOException("nobody is signed in to '" + tenant + "' any more")));
        changed.add(host);
        file.write(changed);
        hosts = List.copyOf(changed);
        return host;
    }

    private String freshId() {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return "h-" + HexFormat.of().formatHex(bytes);
    }

    /** Returns the entry of that id. */
    synchronized Optional<KnownHost> byId(TenantId tenant, String id) {
        return of(tenant).stream().filter(host -> host.id().equals(id)).findFirst();
    }

    /** Removes an answer. In memory it is gone even when the disk does not take the change. */
    synchronized void remove(KnownHost host) throws IOException {
        hosts = hosts.stream()
                .filter(each ->
                        !(each.tenant().equals(host.tenant()) && each.id().equals(host.id())))
                .toList();
        file.write(hosts);
    }

    /** Removes all of a tenant that is no more. */
    synchronized void removeAll(TenantId tenant) throws IOException {
        if (!of(tenant).isEmpty()) {
            hosts = hosts.stream().filter(host -> !host.tenant().equals(tenant)).toList();
            file.write(hosts);
        }
    }
}
