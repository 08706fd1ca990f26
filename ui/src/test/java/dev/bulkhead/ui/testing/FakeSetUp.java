package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The commands that set a client up, as {@code supervisor/docs/socket.md} says, over one text of settings: a line with "bad" cannot
 * be read, one with "wide" waits. Safe for any thread.
 */
public final class FakeSetUp {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile String settings = "version: 1\ntenant: acme\n";
    private volatile boolean waits;

    /** What was asked for, in order: the command, its arguments, and its secret in clear. */
    public List<String> done() {
        return done;
    }

    public String settings() {
        return settings;
    }

    /** Returns whether it was a command of these, which is answered then. */
    boolean answer(FakeConnection to, long id, String command, JsonNode args, List<byte[]> secrets) throws IOException {
        String secret = secrets.isEmpty() ? "" : new String(secrets.getFirst(), StandardCharsets.UTF_8);
        switch (command) {
            case "tenant.add", "secret.set", "server.add" -> {
                done.add(command + " " + args + " " + secret);
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "tenant.confirm" -> {
                done.add(command + " " + args + " " + secret);
                waits = false;
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "settings.check" -> to.result(id, judged(args.path("settings").asText()));
            case "settings.write" -> {
                settings = args.path("settings").asText();
                waits = settings.contains("wide");
                to.result(id, judged(settings));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Adds to what {@code tenant.show} says. */
    void describe(ObjectNode shown) {
        shown.put("settings", settings).put("file", "/config/tenants/acme.yaml");
        if (waits) {
            shown.withArray("waiting").add("something wide");
        }
    }

    private static ObjectNode judged(String text) {
        ObjectNode result = ControlClient.JSON.createObjectNode();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("bad")) {
                result.withArray("problems")
                        .addObject()
                        .put("line", i + 1)
                        .put("column", 1)
                        .put("key", "limits")
                        .put("message", "it is bad");
            } else if (lines.get(i).contains("wide")) {
                result.withArray("widens").add("something wide");
            }
        }
        return result;
    }
}
