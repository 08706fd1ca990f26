package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.HostProcess;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One host connection while it is bound to one tenant.
 *
 * <p>{@link HostReader} hands it the host's lines; a thread of its own writes to the host. All else is safe for any thread and
 * never waits for the host.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration LAST_ANSWERS = Duration.ofMillis(700);
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final String id;
    private final RunningTenant tenant;
    private final Instant since;
    private final Peer peer;
    private final HostProcess hostProcess;
    private final HostConnection host;
    private final SessionRights rights;
    private final SessionAudit audit;
    private final Composer composer;
    private final Handshake handshake;
    private final HostLines lines;
    private final Set<String> unanswered;
    private final CallLedger ledger = new CallLedger();
    private final Subscriptions subscriptions;
    private final Batches batches = new Batches();
    private final Outbound outbound = new Outbound();
    private final HostWriter writer;
    private final Set<String> serverRequests = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong dismissedAt = new AtomicLong();
    private @Nullable Thread writing;
    private volatile boolean asksBeforeWriting;
    private volatile @Nullable Link link;
    private long links;
    private Instant told = Instant.EPOCH;
    private List<ToolPattern> toldTools = List.of();

    Session(
            String id,
            Carried carried,
            RunningTenant tenant,
            Instant since,
            Peer peer,
            HostConnection host,
            SessionRights rights,
            SessionAudit audit,
            Composer composer) {
        this.id = id;
        this.tenant = tenant;
        this.since = since;
        this.peer = peer;
        this.hostProcess = peer.host();
        this.host = host;
        this.rights = rights;
        this.audit = audit;
        this.composer = composer;
        this.handshake = carried.handshake();
        this.subscriptions = carried.subscriptions();
        this.unanswered = carried.unanswered();
        this.asksBeforeWriting = carried.switched();
        this.lines = new HostLines(this);
        this.writer = new HostWriter(this, host, outbound);
    }

    public String id() {
        return id;
    }

    public TenantId tenant() {
        return tenant.id();
    }

    /** When it was bound to its tenant. */
    public Instant since() {
        return since;
    }

    /** The process at the other end, by the kernel's word. */
    public Peer peer() {
        return peer;
    }

    /** The program that is taken for the host. */
    HostProcess hostProcess() {
        return hostProcess;
    }

    /** Calls in flight; those that wait for the consultant are none. */
    public int inFlight() {
        return Math.max(0, ledger.size() - lines.held().size());
    }

    /** How long the host has not read what is being written to it. */
    Duration stalledFor() {
        return host.stalledFor();
    }

    SessionRights rights() {
        return rights;
    }

    Handshake handshake() {
        return handshake;
    }

    CallLedger ledger() {
        return ledger;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Batches batches() {
        return batches;
    }

    /** Ids of what the tenant server asked the host and has no answer to yet. */
    Set<String> serverRequests() {
        return serverRequests;
    }

    Composer composer() {
        return composer;
    }

    SessionAudit audit() {
        return audit;
    }

    RunningTenant runningTenant() {
        return tenant;
    }

    /** Begins: from now on the host is written to. The caller's thread then hands over its lines. */
    void begin() throws IOException {
        names();
        writing = Thread.ofPlatform().daemon().name("writes-" + id).start(writer);
        audit.session(EventType.CONNECTION_OPENED, ResultStatus.SUCCESS, rights.describe());
    }

    /** Has the log say whose lines the calling thread reads. */
    void names() {
        MDC.put("tenant", tenant.id().value());
        MDC.put("session", id);
    }

    /** Takes one line of the host, followed by its LF. For one thread at a time. */
    void take(byte[] bytes, int start, int length) {
        lines.take(bytes, start, length);
    }

    /** Waits until the host has read enough for more to be said. */
    void awaitRoom() throws IOException {
        outbound.awaitRoom();
    }

    /** Returns whether a tenant server before this session's asked the host something under this id, without an answer yet. */
    boolean isUnanswered(String idKey) {
        return unanswered.contains(idKey);
    }

    /** A request of a batch gets no answer: what the others got may go. */
    void cancelledInBatch(String idKey) {
        byte[] whole = batches.cancelled(idKey);
        if (whole != null) {
            outbound.add(new Outbound.Line(whole));
        }
    }

    /** Hands a line of ours to the writer. */
    void say(byte[] line) {
        outbound.add(new Outbound.Line(line));
    }

    /** Whether policy lets this session know of a tool, or a prompt, of that name. */
    boolean isVisible(String name) {
        return !(tenant.policy().decide(rights.binding(), name) instanceof Decision.Refuse);
    }

    /**
     * Returns the lane to the tenant's server, opened, and told what the host has said, if it was not.
     *
     * @throws IOException when the server does not run and cannot be started
     * @throws SandboxUnavailableException when there is no wall to start it behind
     */
    synchronized Link link() throws IOException, SandboxUnavailableException {
        Link there = link;
        if (there != null) {
            Lane lane = there.lane();
            if (lane != null && lane.isOpen()) {
                tellRenewal(lane);
                return there;
            }
        }
        TenantProcess process = tenant.server().process();
        Link fresh = new Link(++links, outbound, writer);
        Lane lane = process.open(
                id, rights.prefix(), rights.toolNames(), rights.expires().getEpochSecond(), fresh);
        fresh.lane(lane);
        told = rights.expires();
        toldTools = rights.tools();
        link = fresh;
        for (byte[] line : handshake.replay()) {
            lane.send(line, 0, line.length);
        }
        for (byte[] line : subscriptions.replay()) {
            lane.send(line, 0, line.length);
        }
        return fresh;
    }

    /** The session's token was renewed since the tenant server was told of it. */
    private void tellRenewal(Lane lane) {
        Instant expires = rights.expires();
        List<ToolPattern> tools = rights.tools();
        if (!expires.equals(told) || !tools.equals(toldTools)) {
            told = expires;
            toldTools = tools;
            lane.rotate(rights.toolNames(), expires.getEpochSecond());
        }
    }

    /** The lane, if there is one: for messages that are about what a lane already has. */
    @Nullable
    Lane openLane() {
        Link there = link;
        return there == null ? null : there.lane();
    }

    /** The tools that this session sees have changed: after sign-in, sign-out, a change of settings. */
    void toolsChanged() {
        if (handshake.isInitialized()) {
            say(Composer.toolsChanged());
        }
        for (String subscription : subscriptions.ofTools()) {
            say(Composer.toolsChanged(subscription));
        }
    }

    /** Somebody signed in to the tenant: the real tools are there. */
    void signedIn() {
        // Whether or not the host lists its tools again: its question, if there is one, is to be there when the
        // consultant looks.
        rights.isLive();
        toolsChanged();
    }

    /** The sign-in is gone: back to the lobby, or the end for a session that came by a token. */
    void signedOut() {
        dropLink();
        if (rights.byToken()) {
            dismiss("the sign-in that its token came from has ended");
        } else {
            toolsChanged();
        }
    }

    /** The host came to be known, was refused, or is known no more. */
    void hostChanged() {
        if (rights.isLive()) {
            if (tenant.server().running() == null) {
                tenant.server().warm();
            }
        } else if (openLane() != null) {
            withdraw(rights.whyNot());
            dropLink();
        }
        toolsChanged();
    }

    /**
     * Whether the consultant is asked before the next call that may change something: once after each switch of clients, since
     * what a model was about to do may have been meant for the other one.
     */
    boolean asksBeforeWriting() {
        return asksBeforeWriting;
    }

    /** The consultant has consented to a call, and so has seen for which client it is. */
    void hasAsked() {
        asksBeforeWriting = false;
    }

    /** Takes the session's rights away while its tenant stays signed in; what is in flight is told why. */
    void toLobby(String why) {
        rights.shut(why);
        withdraw(why);
        dropLink();
        toolsChanged();
    }

    /** Gives back what {@link #toLobby} took. */
    void backFromLobby() {
        if (rights.isShut()) {
            asksBeforeWriting = true;
            rights.open();
            toolsChanged();
        }
    }

    /** The settings changed: what the session may call is looked up anew at each call; the host is told to list again. */
    void settingsChanged(TenantSettings settings) {
        LOG.debug("settings of {} reached session {}", settings.tenant(), id);
        toolsChanged();
    }

    /** Closes the lane, so that the next message opens one to the server that runs then. */
    void dropLink() {
        Lane lane = openLane();
        if (lane != null) {
            lane.close();
        }
    }

    /**
     * Ends the session from our side, once what waits for the host is written and every call in flight has its message. When
     * asked again after a second it waits no longer.
     */
    void dismiss(String why) {
        audit.endsBecause(why);
        lines.held().withdrawAll(why);
        long now = System.nanoTime() | 1;
        if (dismissedAt.compareAndSet(0, now)) {
            outbound.add(new Outbound.Farewell(why));
        } else if (now - dismissedAt.get() > LONGEST_FAREWELL.toNanos()) {
            end(why);
        }
    }

    /** Ends the session from our side, at once. */
    void end(String why) {
        LOG.info("ending session {}: {}", id, why);
        audit.endsBecause(why);
        host.close();
        Lane lane = openLane();
        if (lane != null) {
            // The reading thread may wait there for credit.
            lane.abandon(why);
        }
    }

    /** Ends with its connection. */
    void finish(String why) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        lines.held().withdrawAll("the host closed its end");
        awaitLastAnswers();
        outbound.add(new Outbound.Stop());
        join(LAST_WRITE);
        host.close();
        dropLink();
        ledger.drain(Long.MAX_VALUE)
                .forEach(call -> audit.callEnded(call, ResultStatus.CANCELLED, 0, "the host closed its end"));
        audit.closed(why);
        tenant.left(this);
    }

    /**
     * Ends, and leaves the connection to another session: every call in flight has its message, and nothing of this tenant is
     * written to the host any more. While no line is taken.
     *
     * @return what the host has said so far; null when the session has ended otherwise, or its host takes nothing: then the
     *     connection has ended with it
     */
    @Nullable
    Carried handOver(String why) {
        if (!ended.compareAndSet(false, true)) {
            return null;
        }
        audit.endsBecause(why);
        withdraw(why);
        subscriptions.ofResources().forEach(id -> say(composer.subscriptionEnded(id)));
        dropLink();
        outbound.add(new Outbound.Stop());
        boolean written = join(LAST_WRITE);
        if (!written) {
            end("the host does not read");
            join(LAST_WRITE);
        }
        audit.closed(why);
        tenant.left(this);
        Set<String> open = new HashSet<>(serverRequests);
        open.addAll(unanswered);
        return written ? new Carried(handshake, subscriptions.ofListsAlone(), true, Set.copyOf(open)) : null;
    }

    /** Tells the host of each call in flight that it was cancelled, and why. */
    void withdraw(String why) {
        lines.held().withdrawAll(why);
        outbound.add(new Outbound.Withdrawn(why));
    }

    /** Some hosts close their end as soon as they have written: what is in flight has a moment to come back. */
    private void awaitLastAnswers() {
        long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
        while ((ledger.size() > 0 || !outbound.isDone()) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean join(Duration longest) {
        Thread thread = writing;
        try {
            return thread == null || thread.join(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
