package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server as requests name it, and as answers and the audit show it: never with a value that may be a credential. Stateless. */
final class ServerRequest {
    private static final String HIDDEN = "(set)";

    private ServerRequest() {}

    static UpstreamSettings.Stdio server(Request request) throws ControlException {
        String command = request.text("command");
        List<String> arguments = new ArrayList<>();
        // An argument may be empty, and there may be none: texts() knows neither.
        for (JsonNode argument : request.args().path("args")) {
            if (!argument.isTextual()) {
                throw ControlException.usage("'args' is not a list of texts");
            }
            arguments.add(argument.asText());
        }
        TreeMap<String, Value> environment = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : request.args().path("env").properties()) {
            if (!each.getValue().isTextual()) {
                throw ControlException.usage("'env' holds texts");
            }
            try {
                environment.put(each.getKey(), Value.parse(each.getValue().asText()));
            } catch (IllegalArgumentException e) {
                throw ControlException.usage(e.getMessage());
            }
        }
        try {
            return new UpstreamSettings.Stdio(command, arguments, environment, injections(request));
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    private static TreeMap<String, UpstreamSettings.Injection> injections(Request request) {
        TreeMap<String, UpstreamSettings.Injection> injections = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : request.args().path("inject").properties()) {
            injections.put(
                    each.getKey(),
                    new UpstreamSettings.Injection(
                            Destination.parse(each.getValue().path("host").asText()),
                            each.getValue().path("header").asText()));
        }
        return injections;
    }

    /** The names of the secrets that it needs. */
    static List<String> secrets(UpstreamSettings.Stdio server) {
        List<String> names = new ArrayList<>();
        for (Value value : server.env().values()) {
            if (value instanceof Value.Secret secret) {
                names.add(secret.name());
            }
        }
        names.addAll(server.inject().keySet());
        return names;
    }

    static void describe(ObjectNode into, UpstreamSettings settings) {
        switch (settings) {
            case UpstreamSettings.Stdio stdio -> {
                into.put("kind", "stdio").put("command", stdio.command());
                ArrayNode arguments = into.putArray("args");
                stdio.args().forEach(arguments::add);
                ObjectNode environment = into.putObject("env");
                stdio.env().forEach((name, value) -> environment.put(name, shown(value)));
                if (!stdio.inject().isEmpty()) {
                    ObjectNode injections = into.putObject("inject");
                    stdio.inject()
                            .forEach((name, injection) -> injections
                                    .putObject(name)
                                    .put("host", injection.to().toString())
                                    .put("header", injection.header()));
                }
            }
            case UpstreamSettings.Remote remote -> {
                into.put("kind", "remote").put("url", remote.url().toString());
                ObjectNode headers = into.putObject("headers");
                remote.headers().forEach((name, value) -> headers.put(name, shown(value)));
            }
        }
    }

    /** For the audit: the exact words that run, and which variables they get. */
    static String shown(UpstreamSettings.Stdio server) {
        StringBuilder out = new StringBuilder(word(server.command()));
        server.args().forEach(argument -> out.append(' ').append(word(argument)));
        server.env()
                .forEach((name, value) ->
                        out.append("; ").append(name).append('=').append(shown(value)));
        server.inject()
                .forEach((name, injection) -> out.append("; ")
                        .append(name)
                        .append(" goes into ")
                        .append(injection.header())
                        .append(" towards ")
                        .append(injection.to()));
        return out.toString();
    }

    private static String word(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : Reply.JSON.valueToTree(word).toString();
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Literal literal -> HIDDEN;
            case Value.Secret secret -> "secret:" + secret.name();
            case Value.Injected injected -> "inject:" + injected.name();
        };
    }
}
