package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.HostProcess;
import dev.bulkhead.daemon.policy.Decision;
import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.mcp.McpList;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final ResourceSubscriptions resources = new ResourceSubscriptions();
    private final Batches batches = new Batches();
    private final Outbound outbound = new Outbound();
    private final HostWriter writer;
    private final Set<String> serverRequests = ConcurrentHashMap.newKeySet();
    private final SessionLane lane;
    private final SessionEnd end;
    private volatile boolean asksBeforeWriting;

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
        this.lane = new SessionLane(this, outbound, writer);
        this.end = new SessionEnd(this, host, outbound, writer);
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
        return Math.max(0, ledger.size() - held().size());
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

    /** The calls that wait for the consultant. */
    HeldCalls held() {
        return lines.held();
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    ResourceSubscriptions resources() {
        return resources;
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

    /** The way to the tenant server. */
    SessionLane lane() {
        return lane;
    }

    /** The way out. */
    SessionEnd end() {
        return end;
    }

    /** Begins: from now on the host is written to. The caller's thread then hands over its lines. */
    void begin() throws IOException {
        names();
        writer.start();
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

    /** As {@link #isVisible}, for what a shortened name of the server behind {@code link} stands for; not where nobody knows that. */
    boolean isVisibleInFull(Link link, String name) {
        Lane open = link.lane();
        return tenant.shortNames()
                .full(open == null ? null : open.process(), name)
                .filter(full -> full.equals(name) || isVisible(full))
                .isPresent();
    }

    /** What this session sees has changed, all of it: after sign-in, sign-out, a change of settings. */
    void listsChanged() {
        for (McpList list : McpList.values()) {
            if (handshake.hearsOf(list)) {
                say(Composer.changed(list));
            }
            for (String subscription : subscriptions.of(list)) {
                say(Composer.changed(list, subscription));
            }
        }
    }

    /** Somebody signed in to the tenant: the real tools are there. */
    void signedIn() {
        // Whether or not the host lists its tools again: its question, if there is one, is to be there when the
        // consultant looks.
        rights.isLive();
        listsChanged();
    }

    /** The sign-in is gone: back to the lobby, or the end for a session that came by a token. */
    void signedOut() {
        lane.drop();
        if (rights.byToken()) {
            end.dismiss("the sign-in that its token came from has ended");
        } else {
            listsChanged();
        }
    }

    /** The host came to be known, was refused, or is known no more. */
    void hostChanged() {
        if (rights.isLive()) {
            if (tenant.server().running() == null) {
                tenant.server().warm();
            }
        } else if (lane.ifOpened() != null) {
            withdraw(rights.whyNot());
            lane.drop();
        }
        listsChanged();
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
        lane.drop();
        listsChanged();
    }

    /** Gives back what {@link #toLobby} took. */
    void backFromLobby() {
        if (rights.isShut()) {
            asksBeforeWriting = true;
            rights.open();
            listsChanged();
        }
    }

    /** The settings changed: what the session may call is looked up anew at each call; the host is told to list again. */
    void settingsChanged(TenantSettings settings) {
        LOG.debug("settings of {} reached session {}", settings.tenant(), id);
        listsChanged();
    }

    /** Tells the host of each call in flight that it was cancelled, and why. */
    void withdraw(String why) {
        held().withdrawAll(why);
        outbound.add(new Outbound.Withdrawn(why));
    }

    /** What the host has said so far, for the session that has its connection next. */
    Carried carried() {
        Set<String> open = new HashSet<>(serverRequests);
        open.addAll(unanswered);
        return new Carried(handshake, subscriptions.ofListsAlone(), true, Set.copyOf(open));
    }
}
