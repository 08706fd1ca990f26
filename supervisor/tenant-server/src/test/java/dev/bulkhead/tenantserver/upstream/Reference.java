package dev.bulkhead.tenantserver.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that does the same in either era: {@code tools/call} and {@code prompts/get} ask {@code each} questions in {@code rounds}
 * rounds, and the result says what was answered. Whatever it is told that its era does not allow is noted in {@link #wrong}.
 */
abstract class Reference {
    final Deque<String> out = new ArrayDeque<>();
    final List<String> wrong = new ArrayList<>();

    /** How often each call was begun, by its number. */
    final Map<Integer, Integer> begun = new HashMap<>();

    abstract void take(JsonNode line);

    /** A server of the given era; {@code begun} is shared with the processes before it. */
    static Reference of(boolean isModern) {
        return isModern ? new Modern() : new Legacy();
    }

    static String question(int n, int round, int i) {
        return "q" + n + "." + round + "." + i;
    }

    /** What a host answers to a question. */
    static String answer(String question) {
        return "<" + question + ">";
    }

    void result(JsonNode id, String result) {
        out.add("{\"result\":" + result + ",\"jsonrpc\":\"2.0\",\"id\":" + id + "}");
    }

    void error(JsonNode id, int code, String message) {
        out.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"}}");
    }

    /** Members of the final result, without braces. */
    static String done(JsonNode arguments, String answers) {
        String text = "{\"type\":\"text\",\"text\":\"" + arguments.get("n") + ":" + answers + "\"}";
        boolean isError = arguments.get("mode").asText().equals("fails");
        return "\"content\":[" + text + "],\"structuredContent\":{\"big\":123456789012345678901234567890,\"f\":1.0}"
                + (isError ? ",\"isError\":true" : "");
    }

    static String form(String question) {
        return "{\"message\":\"" + question + "\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
    }

    /** Requests that ask nobody; false for others. */
    boolean plain(JsonNode line, String more) {
        JsonNode id = line.get("id");
        switch (line.get("method").asText()) {
            case "tools/list" ->
                result(id, "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]" + more + "}");
            case "resources/read" -> {
                String uri = line.at("/params/uri").asText();
                if (uri.startsWith("no")) {
                    error(id, more.isEmpty() ? -32002 : -32602, "no such resource");
                } else {
                    result(id, "{\"contents\":[{\"uri\":\"" + uri + "\",\"text\":\"x\"}]" + more + "}");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    static final class Legacy extends Reference {
        private final Map<JsonNode, Call> calls = new HashMap<>();
        private final Map<JsonNode, Call> asked = new HashMap<>();
        private final Map<JsonNode, Integer> slots = new HashMap<>();
        private int count;

        private static final class Call {
            final JsonNode id;
            final JsonNode arguments;
            final List<String> answers = new ArrayList<>();
            int round;
            int open;
            String[] slots = {};

            Call(JsonNode line) {
                id = line.get("id");
                arguments = line.at("/params/arguments");
            }
        }

        @Override
        void take(JsonNode line) {
            JsonNode id = line.get("id");
            if (!line.has("method")) {
                answered(line, id);
                return;
            }
            if (line.at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
                            .isTextual()
                    && id != null
                    && !line.get("method").asText().equals("server/discover")) {
                wrong.add("an envelope: " + line);
            }
            switch (line.get("method").asText()) {
                case "initialize" ->
                    result(
                            id,
                            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{}},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}");
                case "notifications/initialized" -> {}
                case "notifications/cancelled" -> calls.remove(line.at("/params/requestId"));
                case "ping" -> result(id, "{}");
                case "tools/call", "prompts/get" -> {
                    Call call = new Call(line);
                    begun.merge(call.arguments.get("n").asInt(), 1, Integer::sum);
                    calls.put(id, call);
                    goOn(call);
                }
                default -> {
                    if (!plain(line, "")) {
                        error(id, -32601, "Method not found");
                    }
                }
            }
        }

        private void goOn(Call call) {
            if (call.round == call.arguments.get("rounds").asInt()) {
                calls.remove(call.id);
                if (call.arguments.get("mode").asText().equals("refuses")) {
                    error(call.id, -32000, "refused " + call.arguments.get("n"));
                } else {
                    result(call.id, "{" + done(call.arguments, String.join(",", call.answers)) + "}");
                }
                return;
            }
            call.open = call.arguments.get("each").asInt();
            call.slots = new String[call.open];
            for (int i = 0; i < call.slots.length; i++) {
                int id = count++;
                JsonNode key = Bench.read("" + id);
                asked.put(key, call);
                slots.put(key, i);
                String question = question(call.arguments.get("n").asInt(), call.round, i);
                out.add("{\"method\":\"elicitation/create\",\"params\":" + form(question)
                        + ",\"jsonrpc\":\"2.0\",\"id\":" + id + "}");
            }
            call.round++;
        }

        private void answered(JsonNode line, JsonNode id) {
            Call call = asked.remove(id);
            Integer slot = slots.remove(id);
            if (call == null || slot == null) {
                wrong.add("an answer to nothing: " + line);
                return;
            }
            call.slots[slot] = line.has("result") ? line.at("/result/content/v").asText() : "refused";
            if (--call.open == 0 && calls.containsKey(call.id)) {
                call.answers.addAll(List.of(call.slots));
                goOn(call);
            }
        }
    }

    static final class Modern extends Reference {
        @Override
        void take(JsonNode line) {
            JsonNode id = line.get("id");
            if (!line.has("method")) {
                wrong.add("an answer: " + line);
                return;
            }
            String method = line.get("method").asText();
            if (id == null || method.equals("initialize")) {
                if (id != null) {
                    error(id, -32022, "Unsupported protocol version");
                }
                return;
            }
            if (!line.at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
                            .asText()
                            .equals("2026-07-28")
                    || !line.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities")
                            .isObject()) {
                wrong.add("no envelope: " + line);
            }
            switch (method) {
                case "server/discover" ->
                    result(
                            id,
                            "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}");
                case "tools/call", "prompts/get" -> call(line);
                default -> {
                    if (!plain(line, ",\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"")) {
                        error(id, -32601, "Method not found");
                    }
                }
            }
        }

        /** The state is the round and what was answered before it. */
        private void call(JsonNode line) {
            JsonNode id = line.get("id");
            JsonNode arguments = line.at("/params/arguments");
            int n = arguments.get("n").asInt();
            int each = arguments.get("each").asInt();
            int round = 0;
            String answers = "";
            JsonNode state = line.at("/params/requestState");
            if (state.isTextual()) {
                int at = state.asText().indexOf('|');
                round = Integer.parseInt(state.asText().substring(0, at));
                answers = state.asText().substring(at + 1);
                for (int i = 0; i < each; i++) {
                    JsonNode given = line.at("/params/inputResponses/k" + i);
                    String value = given.isObject() ? given.at("/content/v").asText() : "missing";
                    answers += (answers.isEmpty() ? "" : ",") + value;
                }
            } else {
                begun.merge(n, 1, Integer::sum);
            }
            if (round == arguments.get("rounds").asInt()) {
                if (arguments.get("mode").asText().equals("refuses")) {
                    error(id, -32000, "refused " + n);
                } else {
                    result(id, "{\"resultType\":\"complete\"," + done(arguments, answers) + "}");
                }
                return;
            }
            StringBuilder asks = new StringBuilder();
            for (int i = 0; i < each; i++) {
                asks.append(i == 0 ? "" : ",")
                        .append("\"k")
                        .append(i)
                        .append("\":{\"method\":\"elicitation/create\",\"params\":")
                        .append(form(question(n, round, i)))
                        .append('}');
            }
            result(
                    id,
                    "{\"resultType\":\"input_required\",\"inputRequests\":{" + asks + "},\"requestState\":\""
                            + (round + 1) + "|" + answers + "\"}");
        }
    }

    /** A result or an error, without what only one of the eras has. */
    static JsonNode plainly(JsonNode answer) {
        ObjectNode kept = answer.deepCopy();
        kept.remove("id");
        if (kept.get("result") instanceof ObjectNode result) {
            result.remove(List.of("resultType", "ttlMs", "cacheScope", "_meta"));
        }
        if (kept.get("error") instanceof ObjectNode error && error.get("code").asInt() == -32002) {
            error.put("code", -32602);
        }
        return kept;
    }
}
