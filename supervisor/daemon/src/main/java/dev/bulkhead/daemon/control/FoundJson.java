package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.Checkpoint;
import dev.bulkhead.daemon.audit.EventJson;
import dev.bulkhead.daemon.audit.RowProof;
import dev.bulkhead.daemon.review.Chart;
import dev.bulkhead.daemon.review.Found;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/** What {@code audit.index} and {@code audit.row} answer. Stateless. */
final class FoundJson {
    /** Rows of one item: 44 KB at most. */
    private static final int CHUNK = 1 << 18;

    private FoundJson() {}

    /** Sends {@code rows} as items, the newest first: bit i of an item's {@code bits} is the row {@code from + i}. */
    static void send(Reply reply, String name, long first, BitSet rows) throws IOException {
        for (int from = Math.max(0, rows.length() - 1) / CHUNK * CHUNK; from >= 0; from -= CHUNK) {
            byte[] bits = rows.get(from, from + CHUNK).toByteArray();
            if (bits.length > 0) {
                ObjectNode item = Reply.JSON.createObjectNode();
                item.putObject(name)
                        .put("from", first + from)
                        .put("bits", Base64.getEncoder().encodeToString(bits));
                reply.item(item);
            }
        }
    }

    static ObjectNode summary(Found found) {
        ObjectNode summary = Reply.JSON
                .createObjectNode()
                .put("total", found.total())
                .put("matching", found.matching())
                .put("first", found.first())
                .put("head", found.head())
                .put("unnamed", found.unnamed())
                .put("sessions", found.sessions());
        summary.set("chart", chart(found.chart()));
        Found.Choices choices = found.choices();
        summary.set("tools", counted(choices.tools()));
        summary.set("servers", counted(choices.servers()));
        summary.set("hosts", counted(choices.hosts()));
        summary.set("types", counted(choices.types()));
        summary.set("statuses", counted(choices.statuses()));
        return summary;
    }

    private static ObjectNode chart(Chart chart) {
        ObjectNode json = Reply.JSON
                .createObjectNode()
                .put("from", EventJson.time(chart.from()))
                .put("to", EventJson.time(chart.to()))
                .put("bucketMillis", chart.bucketMillis());
        ObjectNode counts = json.putObject("counts");
        chart.counts().forEach((status, column) -> {
            ArrayNode numbers = counts.putArray(status);
            for (int count : column) {
                numbers.add(count);
            }
        });
        return json;
    }

    private static ArrayNode counted(List<Found.Counted> names) {
        ArrayNode array = Reply.JSON.createArrayNode();
        names.forEach(each -> array.addObject().put("name", each.name()).put("rows", each.rows()));
        return array;
    }

    static ObjectNode proof(RowProof proof) {
        ObjectNode json = Reply.JSON
                .createObjectNode()
                .put("verdict", proof.verdict().wireName())
                .put("hash", proof.row().entryHash())
                .put("prev_hash", proof.row().prevHash())
                .put("hash_holds", proof.hashHolds())
                .put("follows", proof.follows())
                .put("beside", proof.beside().wireName())
                .put("newest", proof.newest())
                .put("checkpointed", proof.checkpointed())
                .put("accepted_break", proof.inAcceptedBreak())
                .put("whole", proof.whole().wireName());
        if (proof.covering().isEmpty()) {
            json.putNull("checkpoint");
        } else {
            RowProof.Covering covering = proof.covering().get();
            Checkpoint checkpoint = covering.checkpoint();
            json.putObject("checkpoint")
                    .put("size", checkpoint.size())
                    .put("time", checkpoint.time().toString())
                    .put("root", checkpoint.root())
                    .put("signature", covering.signature().wireName())
                    .put("included", covering.included());
        }
        return json;
    }
}
