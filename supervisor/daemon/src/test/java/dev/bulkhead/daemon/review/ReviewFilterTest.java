package dev.bulkhead.daemon.review;

import static dev.bulkhead.daemon.review.ReviewFixture.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** What the index finds is what reading every row finds, whatever the filter, over two segments of a stream. */
class ReviewFilterTest {
    private static final Instant BEGAN = Instant.parse("2026-12-31T12:00:00Z");
    private static final List<String> TOOLS = List.of("read_file", "crm__send_mail", "crm__find", "Ünïcode\u001f", "");
    private static final List<String> SESSIONS = List.of("s-1", "s-2", "S-10");
    private static final List<String> PEERS = List.of("1 claude", "22 Code Helper", "supervisor", "7 /opt/x/node");

    private static final ReviewFixture FIXTURE = new ReviewFixture();
    private static final StreamIndexes INDEXES = FIXTURE.indexes();
    private static final List<AuditEntry> ROWS = new ArrayList<>();

    @BeforeContainer
    static void writes() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 400; i++) {
            Instant time = BEGAN.plus(Duration.ofMinutes(i * 4L + random.nextInt(3)));
            if (random.nextInt(4) == 0) {
                FIXTURE.streams.record(ReviewFixture.row(
                        one(random, List.of(EventType.SIGN_IN, EventType.LOCKED, EventType.EGRESS_REFUSED)),
                        one(random, List.of(ResultStatus.SUCCESS, ResultStatus.DENIED)),
                        random.nextBoolean() ? "call-" + i : null,
                        time,
                        null,
                        random.nextBoolean() ? null : one(random, SESSIONS),
                        random.nextBoolean() ? null : one(random, PEERS)));
            } else {
                FIXTURE.call(
                        "call-" + i,
                        time,
                        one(random, TOOLS),
                        random.nextInt(9) == 0 ? null : one(random, List.of(ResultStatus.values())),
                        one(random, SESSIONS),
                        one(random, PEERS));
            }
        }
        ROWS.addAll(FIXTURE.rows());
    }

    @AfterContainer
    static void removeHome() {
        FIXTURE.close();
    }

    private static <T> T one(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @Property(tries = 400)
    void theIndexFindsWhatReadingEveryRowFinds(@ForAll("filters") ReviewFilter filter) throws IOException {
        Found found = ReviewFixture.find(INDEXES, filter);
        List<Long> wanted = shown(ROWS).stream()
                .filter(row -> isWanted(row, filter))
                .map(AuditEntry::seq)
                .toList();

        assertThat(ReviewFixture.places(found)).isEqualTo(wanted);
        assertThat(found.matching()).isEqualTo(wanted.size());
        assertThat(shown(ROWS).stream().filter(filter::matches).map(AuditEntry::seq))
                .isEqualTo(wanted);
        assertThat(found.total()).isEqualTo(shown(ROWS).size());
        assertThat(found.head()).isEqualTo(ROWS.size());
        assertThat(found.unnamed()).isZero();
    }

    @Property(tries = 100)
    void theChartHasEveryRowOnceUnderItsStatusAndItsTime(
            @ForAll("filters") ReviewFilter filter, @ForAll("zones") String zone) throws IOException {
        Chart.Wanted wanted = new Chart.Wanted(40, ZoneId.of(zone));
        Chart chart = INDEXES.find(ACME, filter, wanted, (done, of) -> {}).chart();
        Map<String, int[]> naive = new HashMap<>();
        for (AuditEntry row : shown(ROWS)) {
            if (isWanted(row, filter)) {
                naive.computeIfAbsent(row.resultStatus(), key -> new int[chart.buckets()])[
                        (int) ((row.timestampMillis() - chart.from()) / chart.bucketMillis())]++;
            }
        }

        assertThat(chart.buckets()).isLessThanOrEqualTo(40);
        assertThat(chart.counts()).containsOnlyKeys(naive.keySet());
        naive.forEach((status, counts) -> assertThat(chart.counts().get(status)).isEqualTo(counts));
        if (chart.bucketMillis() >= 3_600_000 && chart.bucketMillis() <= 86_400_000) {
            assertThat(Instant.ofEpochMilli(chart.from()).atZone(wanted.zone()).getMinute())
                    .isZero();
        }
    }

    /** The start of a call whose end is there is folded away. */
    private static List<AuditEntry> shown(List<AuditEntry> all) {
        Set<String> ended = new HashSet<>();
        all.stream().filter(row -> row.eventType().equals("tool_call")).forEach(row -> ended.add(row.callId()));
        return all.stream()
                .filter(row -> !row.eventType().equals("tool_call_started") || !ended.contains(row.callId()))
                .toList();
    }

    private static boolean isWanted(AuditEntry row, ReviewFilter filter) {
        String tool = String.valueOf(row.toolName());
        String peer = String.valueOf(row.peer());
        String all = (row.toolName() + "\n" + row.sessionId() + "\n" + row.peer() + "\n" + row.eventType() + "\n"
                        + row.resultStatus())
                .toLowerCase(Locale.ROOT);
        String text = filter.text() == null ? "" : filter.text().strip().toLowerCase(Locale.ROOT);
        return (filter.since() == null || !row.timestamp().isBefore(filter.since()))
                && (filter.until() == null || row.timestamp().isBefore(filter.until()))
                && (filter.tool() == null || filter.tool().equals(row.toolName()))
                && (filter.toolPart() == null
                        || (row.toolName() != null
                                && tool.toLowerCase(Locale.ROOT)
                                        .contains(filter.toolPart().toLowerCase(Locale.ROOT))))
                && (filter.server() == null || filter.server().equals(server(row.toolName())))
                && (filter.host() == null || peer.equals(filter.host()) || peer.matches("[0-9]+ " + filter.host()))
                && (filter.session() == null || filter.session().equals(row.sessionId()))
                && (filter.status() == null || filter.status().equals(row.resultStatus()))
                && (filter.types().isEmpty() || filter.types().contains(row.eventType()))
                && (text.isEmpty() || List.of(text.split("\\s+")).stream().allMatch(all::contains));
    }

    private static String server(@Nullable String tool) {
        if (tool == null || tool.isEmpty()) {
            return "";
        }
        return tool.contains("__") ? tool.substring(0, tool.indexOf("__")) : "-";
    }

    @Provide
    Arbitrary<ReviewFilter> filters() {
        return Arbitraries.randomValue(random -> new ReviewFilter(
                sometimes(random, List.of(BEGAN.plus(Duration.ofMinutes(random.nextInt(1_800) - 100L)))),
                sometimes(random, List.of(BEGAN.plus(Duration.ofMinutes(random.nextInt(1_800) - 100L)))),
                sometimes(random, List.of("read_file", "crm__find", "gone")),
                sometimes(random, List.of("CRM", "_", "ÜNÏ")),
                sometimes(random, List.of("crm", "-", "gone")),
                sometimes(random, List.of("claude", "Code Helper", "supervisor", "/opt/x/node")),
                sometimes(random, List.of("s-1", "S-10")),
                sometimes(random, List.of("success", "denied", "started")),
                one(random, List.of(Set.<String>of(), Set.of("tool_call"), Set.of("sign_in", "locked"))),
                sometimes(random, List.of("s-1", "CLAUDE denied", " sign  in ", "e", "crm call", "nowhere"))));
    }

    private static <T> @Nullable T sometimes(Random random, List<T> all) {
        return random.nextInt(3) == 0 ? one(random, all) : null;
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns");
    }
}
