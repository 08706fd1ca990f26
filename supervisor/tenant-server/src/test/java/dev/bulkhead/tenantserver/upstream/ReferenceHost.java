package dev.bulkhead.tenantserver.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A host of either era that makes its requests, answers what it is asked, and notes what came of each request. */
final class ReferenceHost {
    private final boolean isModern;
    private final List<String[]> wanted;

    /** What is to be sent; the test sends it in its own time, but in this order. */
    final List<String> out = new ArrayList<>();

    /** What each request came to, by its place among those that were wanted. */
    final Map<Integer, JsonNode> outcomes = new TreeMap<>();

    final List<String> wrong = new ArrayList<>();
    private final Map<JsonNode, Integer> open = new HashMap<>();

    /** An answer to these may have been on its way. */
    private final Set<JsonNode> cancelled = new HashSet<>();

    private int next;
    private int count;

    /** {@code wanted}: pairs of method and parameters without braces. */
    ReferenceHost(boolean isModern, List<String[]> wanted) {
        this.isModern = isModern;
        this.wanted = wanted;
    }

    boolean hasMore() {
        return next < wanted.size();
    }

    boolean isDone() {
        return !hasMore() && open.isEmpty() && out.isEmpty();
    }

    void askNext() {
        send(next++, "");
    }

    private void send(int place, String more) {
        String[] each = wanted.get(place);
        String id = place % 2 == 0 ? "" + count++ : "\"r" + count++ + "\"";
        open.put(Bench.read(id), place);
        String params = each[1] + more;
        out.add(
                isModern
                        ? Bench.request(id, each[0], params)
                        : "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + each[0] + "\",\"params\":{" + params
                                + "}}");
    }

    /** Gives up a request that is open, if there is one. */
    void cancelOne(RandomGenerator random) {
        if (!open.isEmpty()) {
            List<JsonNode> ids = new ArrayList<>(open.keySet());
            JsonNode id = ids.get(random.nextInt(ids.size()));
            Integer place = open.remove(id);
            if (place != null) {
                cancelled.add(id);
                outcomes.put(place, Bench.read("\"cancelled\""));
                out.add("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id
                        + "}}");
            }
        }
    }

    void take(JsonNode line) {
        JsonNode id = line.get("id");
        if (line.has("method")) {
            if (id == null) {
                return;
            }
            if (isModern) {
                wrong.add("a request: " + line);
            }
            out.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + accepted(line) + "}");
            return;
        }
        Integer place = id == null ? null : open.remove(id);
        if (place == null && cancelled.remove(id)) {
            return;
        }
        if (place == null) {
            wrong.add("an answer to nothing: " + line);
            return;
        }
        if (isModern && line.has("result") && !line.at("/result/resultType").isTextual()) {
            wrong.add("no resultType: " + line);
        }
        if (!isModern && line.at("/result/resultType").isTextual()) {
            wrong.add("a resultType: " + line);
        }
        if (line.at("/result/resultType").asText().equals("input_required")) {
            StringBuilder responses = new StringBuilder();
            ObjectNode asked = (ObjectNode) line.at("/result/inputRequests");
            asked.fieldNames()
                    .forEachRemaining(name -> responses
                            .append(responses.isEmpty() ? "" : ",")
                            .append('"')
                            .append(name)
                            .append("\":")
                            .append(accepted(asked.get(name))));
            send(place, ",\"inputResponses\":{" + responses + "},\"requestState\":" + line.at("/result/requestState"));
            return;
        }
        if (outcomes.put(place, Reference.plainly(line)) != null) {
            wrong.add("a second answer: " + line);
        }
    }

    private static String accepted(JsonNode asked) {
        String question = asked.at("/params/message").asText();
        return "{\"action\":\"accept\",\"content\":{\"v\":\"" + Reference.answer(question) + "\"}}";
    }
}
