package dev.bulkhead.daemon.review;

import static dev.bulkhead.daemon.review.ReviewFilter.ALL;
import static dev.bulkhead.daemon.review.ReviewFixture.ACME;
import static dev.bulkhead.daemon.review.ReviewFixture.CHART;
import static dev.bulkhead.daemon.review.ReviewFixture.NOW;
import static dev.bulkhead.daemon.review.ReviewFixture.find;
import static dev.bulkhead.daemon.review.ReviewFixture.places;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.PersonalRows;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StreamIndexesTest {
    private final ReviewFixture fixture = new ReviewFixture();
    private final StreamIndexes indexes = fixture.indexes();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void aTenantWithoutAStreamHasNothing() throws Exception {
        Found found = find(indexes, ALL);
        assertThat(found.matching()).isZero();
        assertThat(found.head()).isZero();
        assertThat(found.chart().bucketMillis()).isZero();
    }

    @Test
    void aCallIsItsStartUntilItsEndIsThere() throws Exception {
        fixture.call("one", NOW, "read_file", ResultStatus.SUCCESS);
        fixture.call("two", NOW, "read_file", null);
        Found before = find(indexes, ALL);
        assertThat(places(before)).containsExactly(2L, 3L);
        assertThat(before.chart().counts()).containsOnlyKeys("success", "started");

        fixture.streams.record(ReviewFixture.row(
                EventType.TOOL_CALL, ResultStatus.ERROR, "two", NOW, "read_file", "session-1", "42 claude"));
        Found now = find(indexes, ALL);
        assertThat(places(now)).containsExactly(2L, 4L);
        assertThat(now.stamp()).isEqualTo(before.stamp());
        assertThat(now.without(before).stream()).containsExactly(3);
        assertThat(before.without(now).stream()).containsExactly(2);
    }

    @Test
    void whoFollowsIsToldOfWhatIsNewAlone() throws Exception {
        fixture.call("one", NOW, "read_file", ResultStatus.SUCCESS);
        Found before = find(indexes, ALL);
        assertThat(indexes.findNewer(ACME, ALL, CHART, (done, of) -> {}, before))
                .isEmpty();
        fixture.call("two", NOW, "write_file", ResultStatus.DENIED);
        Found now =
                indexes.findNewer(ACME, ALL, CHART, (done, of) -> {}, before).orElseThrow();
        assertThat(places(now)).containsExactly(2L, 4L);
        assertThat(now.choices().tools())
                .containsExactly(new Found.Counted("read_file", 1), new Found.Counted("write_file", 1));
    }

    @Test
    void theNextQuarterGoesOn() throws Exception {
        fixture.call("one", NOW, "read_file", null);
        assertThat(places(find(indexes, ALL))).containsExactly(1L);
        Instant later = NOW.plus(Duration.ofDays(92));
        fixture.streams.record(ReviewFixture.row(
                EventType.TOOL_CALL, ResultStatus.LOST, "one", later, "read_file", "session-1", "42 claude"));
        fixture.call("two", later.plus(Duration.ofDays(92)), "read_file", ResultStatus.SUCCESS);
        assertThat(places(find(indexes, ALL))).containsExactly(2L, 4L);
        assertThat(places(find(fixture.indexes(), ALL))).containsExactly(2L, 4L);
    }

    @Test
    void whatWasErasedBesideARowLeavesTheRow() throws Exception {
        for (String who : List.of("bob", "eve")) {
            fixture.streams.record(AuditEvent.of(
                            NOW,
                            ACME,
                            EventType.SIGN_IN,
                            ResultStatus.SUCCESS,
                            null,
                            "7 /bin/sh",
                            "with the passphrase")
                    .withSubject(who));
        }
        find(indexes, ALL);
        try (var keys = ReviewFixture.keys()) {
            PersonalRows bobs = PersonalRows.of(new AuditReader(fixture.home), ACME, keys, "bob");
            fixture.streams.erase(ACME, bobs, "7 /bin/sh", "asked for");
        }
        assertThat(fixture.rows().getFirst().isErased()).isTrue();
        assertThat(places(find(indexes, ALL))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aStreamThatWasBrokenAndAcceptedIsReadToItsEnd() throws Exception {
        for (int i = 0; i < 6; i++) {
            fixture.call("call-" + i, NOW, "read_file", ResultStatus.SUCCESS);
        }
        assertThat(find(indexes, ALL).head()).isEqualTo(12);
        fixture.streams.close(ACME);
        fixture.raw("2026-Q4", "DROP TRIGGER entry_no_update", "DROP TRIGGER entry_no_delete");
        fixture.raw("2026-Q4", "UPDATE entry SET tool_name = 'gone' WHERE seq = 4", "DELETE FROM entry WHERE seq = 7");
        fixture.raw("2026-Q4", "UPDATE entry SET entry_hash = zeroblob(32) WHERE seq = 12");

        // The row that was read last is not what it was: all is read anew.
        Found found = find(indexes, ALL);
        assertThat(found.head()).isEqualTo(12);
        assertThat(places(find(
                        indexes,
                        new ReviewFilter(null, null, "gone", null, null, null, null, null, ALL.types(), null))))
                .containsExactly(4L);
        assertThat(places(found)).containsExactly(2L, 4L, 6L, 8L, 10L, 12L);

        fixture.streams.accept(AuditEvent.of(
                NOW, ACME, EventType.AUDIT_BREAK_ACCEPTED, ResultStatus.SUCCESS, null, "7 sh", "accepted"));
        assertThat(places(find(indexes, ALL))).containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 13L);
    }

    @Test
    void anOlderCopyThatWasPutBackIsReadAnew() throws Exception {
        fixture.call("one", NOW, "read_file", ResultStatus.SUCCESS);
        fixture.call("two", NOW, "read_file", ResultStatus.SUCCESS);
        Found before = find(indexes, ALL);
        fixture.streams.close(ACME);
        fixture.raw("2026-Q4", "DROP TRIGGER entry_no_delete");
        fixture.raw("2026-Q4", "DELETE FROM entry WHERE seq > 2");
        Found now = find(indexes, ALL);
        assertThat(places(now)).containsExactly(2L);
        assertThat(now.stamp()).isNotEqualTo(before.stamp());
    }

    @Test
    void aRemovedSegmentIsNotShownAnyMore() throws Exception {
        fixture.call("one", NOW, "read_file", ResultStatus.SUCCESS);
        fixture.call("two", NOW.plus(Duration.ofDays(92)), "read_file", ResultStatus.SUCCESS);
        assertThat(find(indexes, ALL).first()).isEqualTo(1);
        fixture.streams.close(ACME);
        java.nio.file.Files.delete(fixture.home.stream(ACME).resolve("2026-Q4.db"));
        Found found = find(indexes, ALL);
        assertThat(found.first()).isEqualTo(3);
        assertThat(places(found)).containsExactly(4L);
    }

    @Test
    void ofAVeryLongStreamTheNewestRowsAreHere() throws Exception {
        for (int i = 0; i < 20; i++) {
            fixture.call("call-" + i, NOW, "tool_" + i, ResultStatus.SUCCESS);
        }
        StreamIndexes small = new StreamIndexes(fixture.reader, () -> 0, 10);
        assertThat(places(find(small, ALL))).containsExactly(32L, 34L, 36L, 38L, 40L);
        for (int i = 20; i < 30; i++) {
            fixture.call("call-" + i, NOW, "tool_" + i, ResultStatus.SUCCESS);
            Found found = find(small, ALL);
            assertThat(found.head()).isEqualTo(2 * i + 2);
            assertThat(found.rows().length()).isBetween(10, 18);
        }
    }

    @Test
    void aHostThatMakesUpNamesFillsNoMemory() throws Exception {
        Names<String> names = new Names<>(3, 100, String::length);
        List<Integer> numbers = new ArrayList<>();
        for (String name : List.of("a", "b", "x".repeat(99), "c", "d", "a")) {
            int number = names.number(name);
            names.count(number, 1);
            numbers.add(number);
        }
        assertThat(numbers).containsExactly(1, 2, Names.LEFT_OUT, 3, Names.LEFT_OUT, 1);
        assertThat(names.leftOut()).isEqualTo(2);
        assertThat(names.matching(name -> true)).containsExactly(false, true, true, true);
    }

    @Test
    void whatNobodyAsksForIsDroppedAfterFiveMinutes() throws Exception {
        fixture.call("one", NOW, "read_file", ResultStatus.SUCCESS);
        long stamp = find(indexes, ALL).stamp();
        fixture.nanos += Duration.ofMinutes(4).toNanos();
        indexes.tick();
        assertThat(find(indexes, ALL).stamp()).isEqualTo(stamp);
        fixture.nanos += Duration.ofMinutes(5).toNanos() + 1;
        indexes.tick();
        assertThat(indexes.kept()).isZero();
        assertThat(find(indexes, ALL).stamp()).isNotEqualTo(stamp);
    }

    @Test
    void noMoreThanFourAreKeptAndTheNewestStays() throws Exception {
        for (String tenant : List.of("a", "b", "c", "d", "e", "acme")) {
            fixture.nanos++;
            indexes.find(new TenantId(tenant), ALL, CHART, (done, of) -> {});
        }
        assertThat(indexes.kept()).isEqualTo(4);
    }

    @Test
    void whoIsGoneEndsTheReadingAndTheNextBeginsAnew() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            fixture.call("call-" + i, NOW, "read_file", ResultStatus.SUCCESS);
        }
        assertThatThrownBy(() -> indexes.find(ACME, ALL, CHART, (done, of) -> {
                    throw new IOException("gone at " + done + " of " + of);
                }))
                .hasMessage("gone at 5000 of 5000");
        assertThat(find(indexes, ALL).matching()).isEqualTo(2_500);
        assertThat(indexes.findNewer(ACME, ALL, CHART, (done, of) -> {}, null))
                .map(Found::head)
                .isEqualTo(Optional.of(5_000L));
    }

    /** The figures of the closing note: run with {@code -Dbulkhead.without=keycloak}. */
    @Test
    @Tag("long")
    void aMillionRowsAreFoundInATenthOfASecond() throws Exception {
        MillionRows.write(fixture.streams, ACME, 1_000_000, NOW.minus(Duration.ofDays(200)));
        System.gc();
        long heap = heap();
        long from = System.nanoTime();
        Found all = find(indexes, ALL);
        long built = System.nanoTime() - from;
        System.gc();
        System.out.println(
                "index of " + all.head() + " rows: " + built / 1_000_000 + " ms, " + ((heap() - heap) >> 20) + " MB");
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            from = System.nanoTime();
            ReviewFilter filter = new ReviewFilter(
                    null,
                    null,
                    null,
                    null,
                    i % 2 == 0 ? "crm" : null,
                    null,
                    null,
                    null,
                    ALL.types(),
                    "tool_1" + i % 10);
            find(indexes, filter);
            times.add((System.nanoTime() - from) / 1_000_000);
        }
        System.out.println("searches: " + times + " ms");
        assertThat(times.stream().sorted().toList().get(7)).isLessThan(150);
        assertThat(Duration.ofNanos(built)).isLessThan(Duration.ofSeconds(20));
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
