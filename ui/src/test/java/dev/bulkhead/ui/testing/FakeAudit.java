package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One tenant's audit as {@code audit.index}, {@code audit.page} and {@code audit.row} show it, looked through event by event. A
 * million events that nobody wrote follow a rule, so that a page of them costs nothing.
 */
final class FakeAudit {
    private static final Instant BEGAN = Instant.parse("2026-11-01T06:00:00Z");
    private static final String[] TOOLS = {"read_file", "crm__find_contact", "crm__send_mail", "list_files", "erp__post"
    };
    private static final String[] STATUSES = {
        "success", "success", "success", "success", "success", "success", "success", "error", "denied", "limited",
        "success"
    };

    private final FakeSupervisor monitor;
    private final FakeTenant tenant;

    FakeAudit(FakeSupervisor monitor, FakeTenant tenant) {
        this.monitor = monitor;
        this.tenant = tenant;
    }

    void answer(FakeConnection to, long id, String command, JsonNode args) throws IOException, InterruptedException {
        switch (command) {
            case "audit.index" -> index(to, id, args);
            case "audit.page" -> {
                for (JsonNode seq : args.path("seqs")) {
                    to.item(id, event(seq.asLong()));
                }
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "audit.row" -> to.result(id, row(args.path("seq").asLong()));
            case "audit.export" -> export(to, id, args);
            default -> {
                Files.writeString(
                        Path.of(args.path("file").asText()),
                        "the month " + args.path("month").asText());
                to.result(id, ControlClient.JSON.createObjectNode().put("events", size()));
            }
        }
    }

    private long size() {
        synchronized (monitor) {
            return tenant.generated + tenant.audit.size();
        }
    }

    /** Events are changed by nobody once they are there. */
    private ObjectNode event(long seq) {
        synchronized (monitor) {
            if (seq > tenant.generated) {
                return tenant.audit
                        .get((int) (seq - tenant.generated - 1))
                        .deepCopy()
                        .put("seq", seq);
            }
        }
        return FakeTenant.call(time(seq).toString(), tool(seq), status(seq), seq % 900 / 10.0, "")
                .put("seq", seq)
                .put("session_id", "session-" + seq / 1_000)
                .put("peer", 3000 + seq / 1_000 + " claude");
    }

    private static Instant time(long seq) {
        return BEGAN.plusMillis(seq * 1_700);
    }

    private static String tool(long seq) {
        return TOOLS[(int) (seq % TOOLS.length)];
    }

    private static String status(long seq) {
        return STATUSES[(int) (seq % STATUSES.length)];
    }

    private void index(FakeConnection to, long id, JsonNode args) throws IOException, InterruptedException {
        BitSet before = new BitSet();
        for (long seen = -1; ; ) {
            synchronized (monitor) {
                while (size() == seen) {
                    monitor.wait();
                }
                seen = size();
            }
            BitSet now = matching(seen, args);
            BitSet more = (BitSet) now.clone();
            more.andNot(before);
            if (!more.isEmpty()) {
                ObjectNode item = ControlClient.JSON.createObjectNode();
                item.putObject("rows")
                        .put("from", 0)
                        .put("bits", Base64.getEncoder().encodeToString(more.toByteArray()));
                to.item(id, item);
            }
            before = now;
            ObjectNode item = ControlClient.JSON.createObjectNode();
            item.set("summary", summary(seen, now));
            to.item(id, item);
        }
    }

    private BitSet matching(long size, JsonNode args) {
        BitSet matching = new BitSet();
        Instant since = args.has("since") ? Instant.parse(args.path("since").asText()) : Instant.MIN;
        Instant until = args.has("until") ? Instant.parse(args.path("until").asText()) : Instant.MAX;
        for (long seq = 1; seq <= size; seq++) {
            boolean isWanted = seq <= tenant.generated
                    ? isWanted(time(seq), tool(seq), status(seq), seq / 1_000, since, until, args)
                    : isWanted(event(seq), since, until, args);
            matching.set((int) seq, isWanted);
        }
        return matching;
    }

    private static boolean isWanted(
            Instant time, String tool, String status, long session, Instant since, Instant until, JsonNode args) {
        return !time.isBefore(since)
                && time.isBefore(until)
                && is(args, "tool", tool)
                && is(args, "status", status)
                && (!args.has("session") || is(args, "session", "session-" + session))
                && (!args.has("text") || tool.contains(args.path("text").asText()));
    }

    private static boolean isWanted(ObjectNode event, Instant since, Instant until, JsonNode args) {
        String tool =
                event.path("tool_name").isNull() ? "" : event.path("tool_name").asText();
        String peer = event.path("peer").asText();
        String all = (tool + " " + event.path("event_type").asText() + " " + peer + " "
                        + event.path("result_status").asText())
                .toLowerCase(Locale.ROOT);
        Instant time = Instant.parse(event.path("timestamp").asText());
        String server = tool.contains("__") ? tool.substring(0, tool.indexOf("__")) : tool.isEmpty() ? "" : "-";
        return !time.isBefore(since)
                && time.isBefore(until)
                && is(args, "tool", tool)
                && is(args, "server", server)
                && is(args, "host", host(peer))
                && is(args, "status", event.path("result_status").asText())
                && is(args, "session", event.path("session_id").asText())
                && all.contains(args.path("text").asText("").toLowerCase(Locale.ROOT));
    }

    private static String host(String peer) {
        return peer.substring(Math.max(peer.lastIndexOf('/'), peer.indexOf(' ')) + 1);
    }

    private static boolean is(JsonNode args, String name, String value) {
        return !args.has(name) || args.path(name).asText().equals(value);
    }

    private ObjectNode summary(long size, BitSet rows) {
        ObjectNode summary = ControlClient.JSON
                .createObjectNode()
                .put("total", size)
                .put("matching", rows.cardinality())
                .put("first", 1)
                .put("head", size)
                .put("unnamed", 0);
        summary.set("chart", chart(rows));
        Map<String, Map<String, Integer>> names = new TreeMap<>();
        for (long seq = Math.max(1, size - 1_000); seq <= size; seq++) {
            ObjectNode event = event(seq);
            String tool = event.path("tool_name").isNull()
                    ? ""
                    : event.path("tool_name").asText();
            count(names, "tools", tool);
            count(
                    names,
                    "servers",
                    tool.contains("__") ? tool.substring(0, tool.indexOf("__")) : tool.isEmpty() ? "" : "-");
            count(names, "hosts", host(event.path("peer").asText()));
            count(names, "statuses", event.path("result_status").asText());
        }
        names.forEach((list, counts) -> {
            ArrayNode array = summary.putArray(list);
            counts.forEach((name, count) -> array.addObject().put("name", name).put("rows", count));
        });
        return summary;
    }

    private static void count(Map<String, Map<String, Integer>> names, String list, String name) {
        if (!name.isEmpty()) {
            names.computeIfAbsent(list, key -> new TreeMap<>()).merge(name, 1, Integer::sum);
        }
    }

    private Instant timeOf(long seq) {
        return seq <= tenant.generated
                ? time(seq)
                : Instant.parse(event(seq).path("timestamp").asText());
    }

    private String statusOf(long seq) {
        return seq <= tenant.generated
                ? status(seq)
                : event(seq).path("result_status").asText();
    }

    private ObjectNode chart(BitSet rows) {
        ObjectNode chart = ControlClient.JSON.createObjectNode();
        if (rows.isEmpty()) {
            return chart;
        }
        long from = timeOf(rows.nextSetBit(0)).toEpochMilli();
        long to = timeOf(rows.length() - 1).toEpochMilli() + 1;
        long step = 1_000;
        for (long each : new long[] {60_000, 300_000, 600_000, 3_600_000, 21_600_000, 86_400_000}) {
            step = (to - from) / step + 1 <= 60 ? step : each;
        }
        from = from / step * step;
        int buckets = (int) ((to - 1 - from) / step + 1);
        Map<String, int[]> counts = new TreeMap<>();
        for (int seq = rows.nextSetBit(0); seq >= 0; seq = rows.nextSetBit(seq + 1)) {
            counts.computeIfAbsent(statusOf(seq), key -> new int[buckets])[
                    (int) ((timeOf(seq).toEpochMilli() - from) / step)]++;
        }
        chart.put("from", Instant.ofEpochMilli(from).toString())
                .put("to", Instant.ofEpochMilli(from + buckets * step).toString())
                .put("bucketMillis", step);
        ObjectNode all = chart.putObject("counts");
        counts.forEach((status, column) -> {
            ArrayNode array = all.putArray(status);
            for (int count : column) {
                array.add(count);
            }
        });
        return chart;
    }

    /** Every event but the newest is proven, unless a test has put another proof beside it. */
    private ObjectNode row(long seq) {
        ObjectNode event = event(seq);
        JsonNode given = event.remove("proof");
        ObjectNode result = ControlClient.JSON.createObjectNode();
        result.set("event", event);
        result.set("proof", given == null ? proof(seq) : given);
        return result;
    }

    private ObjectNode proof(long seq) {
        boolean isNewest = seq == size();
        ObjectNode proof = ControlClient.JSON
                .createObjectNode()
                .put("verdict", isNewest ? "waiting" : "proven")
                .put("hash", "5f".repeat(32))
                .put("prev_hash", "07".repeat(32))
                .put("hash_holds", true)
                .put("follows", true)
                .put("beside", "kept")
                .put("newest", seq)
                .put("checkpointed", isNewest ? seq - 1 : seq)
                .put("accepted_break", false)
                .put("whole", isNewest ? "not-yet" : "passed");
        if (isNewest) {
            proof.putNull("checkpoint");
        } else {
            proof.putObject("checkpoint")
                    .put("size", seq + 1)
                    .put("time", "2026-11-21T13:59:59Z")
                    .put("root", "c4".repeat(32))
                    .put("signature", "good")
                    .put("included", true);
        }
        return proof;
    }

    private void export(FakeConnection to, long id, JsonNode args) throws IOException {
        to.progress(id, "verifying the stream");
        if (tenant.verdict.path("ok").asBoolean()) {
            BitSet rows = matching(size(), args);
            ObjectNode item = ControlClient.JSON.createObjectNode();
            ArrayNode lines = item.putArray("lines");
            rows.stream().forEach(seq -> lines.add(args.path("format").asText() + " " + event(seq)));
            to.item(id, item);
            to.result(id, ControlClient.JSON.createObjectNode().put("count", rows.cardinality()));
        } else {
            to.error(id, "refused", "the audit is broken at event 1017");
        }
    }
}
