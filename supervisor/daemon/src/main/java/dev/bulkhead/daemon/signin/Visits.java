package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.identity.BrowserSignIn;
import dev.bulkhead.daemon.identity.DeviceSignIn;
import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.identity.Provider;
import dev.bulkhead.daemon.identity.Vouched;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The consultant's visits to providers, each recorded with what came of it. Safe for any thread; a visit waits for a person. */
final class Visits implements AutoCloseable {
    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,128}");

    private final EventSink events;
    private final InstantSource wall;
    private final Map<TenantId, BrowserSignIn> waiting = new ConcurrentHashMap<>();

    Visits(EventSink events, InstantSource wall) {
        this.events = events;
        this.wall = wall;
    }

    /** What a visit is for. */
    record Visit(TenantId tenant, Provider provider, Providers.Way way, Optional<Duration> maxAge, String peer) {}

    /** Has the provider asked, and returns its word, which is in the stream by then. */
    Vouched make(Visit visit, Providers.Shown shown) throws IOException, IdentityException {
        Vouched vouched;
        try {
            vouched = switch (visit.way()) {
                case DEVICE -> new DeviceSignIn(visit.provider()).run(shown::open);
                case BROWSER -> inBrowser(visit, shown);
            };
        } catch (IdentityException e) {
            refused(visit, String.valueOf(e.getMessage()));
            throw e;
        }
        try {
            record(
                    visit,
                    EventType.IDENTITY_VOUCHED,
                    ResultStatus.SUCCESS,
                    visit.provider().issuer() + " vouches for " + subject(vouched) + ", groups "
                            + vouched.rights().groups() + ", " + vouched.how());
            return vouched;
        } catch (IOException e) {
            vouched.close();
            throw e;
        }
    }

    /** Records that a word was not taken. */
    void refused(Visit visit, String why) throws IOException {
        record(visit, EventType.IDENTITY_REFUSED, ResultStatus.DENIED, why);
    }

    /** One at a time for a tenant: a new one ends the wait of the one before. */
    private Vouched inBrowser(Visit visit, Providers.Shown shown) throws IOException, IdentityException {
        try (BrowserSignIn browser = BrowserSignIn.open(visit.provider(), visit.maxAge())) {
            BrowserSignIn before = waiting.put(visit.tenant(), browser);
            if (before != null) {
                before.close();
            }
            try {
                return browser.run(page -> shown.open(page, ""));
            } finally {
                waiting.remove(visit.tenant(), browser);
            }
        }
    }

    /** Tokens and rows name the consultant by it; one that does not fit there is named by its hash. */
    static String subject(Vouched vouched) {
        if (PLAIN.matcher(vouched.subject()).matches()) {
            return vouched.subject();
        }
        byte[] hash = Sha256.of(vouched.subject().getBytes(StandardCharsets.UTF_8));
        return "sha256-" + HexFormat.of().formatHex(hash, 0, 16);
    }

    private void record(Visit visit, EventType type, ResultStatus status, String detail) throws IOException {
        events.record(AuditEvent.of(wall.instant(), visit.tenant(), type, status, null, visit.peer(), detail));
    }

    /** Nobody waits for a browser any more. */
    @Override
    public void close() {
        waiting.values().forEach(BrowserSignIn::close);
    }
}
