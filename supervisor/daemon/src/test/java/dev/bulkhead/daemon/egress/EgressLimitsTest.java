package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What one upstream may use up: connections, bytes, time; and what ends what it has. */
class EgressLimitsTest extends EgressFixture {
    private static String connect(Origin origin) {
        return "CONNECT " + origin.address() + " HTTP/1.1\r\nHost: " + origin.address() + "\r\n\r\n";
    }

    private static EgressLimits bytes(long connection, long hour) {
        return new EgressLimits(4, 10_000, connection, hour, LIMITS.head(), LIMITS.connect(), LIMITS.idle());
    }

    private static EgressLimits times(Duration head, Duration idle) {
        return new EgressLimits(4, 10_000, 1L << 30, 1L << 30, head, LIMITS.connect(), idle);
    }

    private Caller tunnel(EgressDoor door, Origin origin) throws IOException {
        Caller caller = new Caller(door);
        assertThat(caller.send(connect(origin)).head()).startsWith("HTTP/1.1 200 ");
        return caller;
    }

    @Test
    void oneConnectionTooManyIsRefusedUntilOneEnds() throws Exception {
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            EgressDoor door = door();
            List<Caller> open = new ArrayList<>();
            for (int i = 0; i < LIMITS.connections(); i++) {
                open.add(tunnel(door, origin));
            }
            assertThat(Caller.ask(door, connect(origin))).startsWith("HTTP/1.1 429 ");
            assertThat(row(EventType.EGRESS_REFUSED).status()).isEqualTo(ResultStatus.LIMITED);
            EgressDoor anothers = proxy.open(GLOBEX, "crm", () -> allowed, List.of());
            tunnel(anothers, origin).close();
            open.removeFirst().close();
            await(() -> events.stream()
                    .anyMatch(event -> event.type() == EventType.EGRESS_CLOSED
                            && event.tenant().equals(ACME)));
            open.add(tunnel(door, origin));
            for (Caller caller : open) {
                caller.close();
            }
        }
    }

    @Test
    void aConnectionEndsWhenItsBytesAreUsedUp() throws Exception {
        limits(bytes(10_000, 1L << 30));
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            try (Caller caller = tunnel(door(), origin)) {
                caller.send(new byte[4_000]);
                caller.read(4_000);
                caller.send(new byte[4_000]);
                assertThat(caller.read(4_000)).hasSizeLessThan(4_000);
            }
            assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.LIMITED);
            assertThat(row(EventType.EGRESS_CLOSED).bytesIn()).isLessThanOrEqualTo(10_000);
        }
    }

    @Test
    void theBytesOfAnHourCountOverAllConnections() throws Exception {
        limits(bytes(1L << 30, 10_000));
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            EgressDoor door = door();
            try (Caller first = tunnel(door, origin);
                    Caller second = tunnel(door, origin)) {
                first.send(new byte[4_000]);
                first.read(4_000);
                second.send(new byte[4_000]);
                second.rest();
            }
            assertThat(Caller.ask(door, connect(origin))).startsWith("HTTP/1.1 429 ");
        }
    }

    @Test
    void theNextHourHasItsOwnBytes() {
        AtomicLong now = new AtomicLong(-7);
        ByteBudget budget = new ByteBudget(10, now::get);
        assertThat(budget.spend(10)).isTrue();
        assertThat(budget.spend(1)).isFalse();
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(budget.isUsedUp()).isFalse();
        assertThat(budget.spend(11)).isFalse();
        assertThat(budget.isUsedUp()).isTrue();
    }

    @Test
    void aFloodIsSlowedNotCutOff() {
        AtomicLong now = new AtomicLong(-7);
        Pace pace = new Pace(60, now::get);
        for (int i = 0; i < 60; i++) {
            assertThat(pace.take()).isZero();
        }
        long wait = pace.take();
        assertThat(wait).isBetween(999_000_000L, 1_001_000_000L);
        now.addAndGet(wait + 1_000);
        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isPositive();
    }

    @Test
    void aHeadThatTricklesIsEndedWithAnAnswer() throws Exception {
        limits(times(Duration.ofMillis(300), LIMITS.idle()));
        try (Caller caller = new Caller(door())) {
            caller.send("CONNECT a.exam");
            assertThat(caller.rest()).startsWith("HTTP/1.1 400 ").contains("did not come in time");
        }
        assertThat(row(EventType.EGRESS_REFUSED).status()).isEqualTo(ResultStatus.DENIED);
    }

    @Test
    void whoSaysNothingAtAllIsLetGo() throws Exception {
        limits(times(Duration.ofMillis(100), LIMITS.idle()));
        try (Caller caller = new Caller(door())) {
            assertThat(caller.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionOnWhichNothingPassesEnds() throws Exception {
        limits(times(LIMITS.head(), Duration.ofMillis(300)));
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            try (Caller caller = tunnel(door(), origin)) {
                assertThat(caller.rest()).isEmpty();
            }
            assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.LIMITED);
        }
    }

    @Test
    void aChangeOfSettingsEndsWhatItNoLongerNamesAndNothingElse() throws Exception {
        try (Origin kept = Origin.echoing();
                Origin dropped = Origin.echoing()) {
            allow(kept.address(), dropped.address());
            EgressDoor door = door();
            try (Caller stays = tunnel(door, kept);
                    Caller goes = tunnel(door, dropped)) {
                allow(kept.address());
                assertThat(goes.rest()).isEmpty();
                assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.DENIED);
                assertThat(stays.send("still").read(5)).isEqualTo("still");
            }
        }
    }

    @Test
    void theDoorsEndIsItsConnectionsEndAndIsRecorded() throws Exception {
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            EgressDoor door = door();
            try (Caller caller = tunnel(door, origin)) {
                door.close();
                assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.CANCELLED);
                assertThat(caller.rest()).isEmpty();
            }
        }
    }

    @Test
    void whoHoldsConnectionsOpenWithoutAHeadHoldsThemForAWhileOnly() throws Exception {
        limits(times(Duration.ofMillis(500), LIMITS.idle()));
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            EgressDoor door = door();
            List<Caller> silent = new ArrayList<>();
            for (int i = 0; i < 2 * LIMITS.connections(); i++) {
                silent.add(new Caller(door).send("CONNECT "));
            }
            tunnel(door, origin).close();
            for (Caller caller : silent) {
                caller.close();
            }
        }
    }

    @Test
    void whoDoesNotReadIsEndedAndHoldsUpNobodyElse() throws Exception {
        limits(times(LIMITS.head(), Duration.ofMillis(500)));
        Origin.Behaviour floods = (origin, socket) -> {
            while (true) {
                socket.getOutputStream().write(new byte[64 * 1024]);
            }
        };
        try (Origin flood = new Origin(floods);
                Origin echo = Origin.echoing()) {
            allow(flood.address(), echo.address());
            EgressDoor door = door();
            try (Caller stuck = tunnel(door, flood);
                    Caller other = tunnel(door, echo)) {
                assertThat(other.send("hello").read(5)).isEqualTo("hello");
                other.end().rest();
                await(() -> events.stream().anyMatch(event -> event.status() == ResultStatus.LIMITED));
                assertThat(stuck.channel.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aNameServiceThatHangsHoldsNobodyUp() throws Exception {
        limits(new EgressLimits(4, 10_000, 1L << 30, 1L << 30, LIMITS.head(), Duration.ofMillis(300), LIMITS.idle()));
        CountDownLatch hangs = new CountDownLatch(1);
        beforeAnswer = () -> {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (Origin origin = Origin.echoing()) {
            allow("slow.example:443", origin.address());
            EgressDoor door = door();
            try (Caller waits = new Caller(door)) {
                waits.send("CONNECT slow.example:443 HTTP/1.1\r\n\r\n");
                await(() -> !asked.isEmpty());
                tunnel(door, origin).close();
                assertThat(waits.rest()).startsWith("HTTP/1.1 502 ").contains("was not found in time");
            }
        } finally {
            hangs.countDown();
        }
    }
}
