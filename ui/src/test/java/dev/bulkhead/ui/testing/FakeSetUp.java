package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The commands that set a client up, as {@code supervisor/docs/socket.md} says, over one text of settings: a line with "bad" cannot
 * be read, one with "wide" waits. Safe for any thread.
 */
public final class FakeSetUp {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile String settings = "version: 1\ntenant: acme\n";
    private final Set<String> secrets = new ConcurrentSkipListSet<>();
    private volatile boolean waits;

    /** What was asked for, in order: the command, its arguments, and its secret in clear. */
    public List<String> done() {
        return done;
    }

    public String settings() {
        return settings;
    }

    /** Returns whether it was a command of these, which is answered then. */
    boolean answer(FakeConnection to, long id, String command, JsonNode args, List<byte[]> given) throws IOException {
        String secret = given.isEmpty() ? "" : new String(given.getFirst(), StandardCharsets.UTF_8);
        switch (command) {
            case "secret.list" -> {
                ObjectNode names = ControlClient.JSON.createObjectNode();
                secrets.forEach(names.withArray("secrets")::add);
                to.result(id, names);
            }
            case "secret.set" -> {
                secrets.add(args.path("name").asText());
                done(command, args, secret);
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "secret.remove" -> {
                secrets.remove(args.path("name").asText());
                done(command, args, secret);
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "vault.change-passphrase" -> {
                done(command, args, secret + " " + new String(given.getLast(), StandardCharsets.UTF_8));
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "tenant.remove" -> {
                done(command, args, secret);
                ObjectNode left = ControlClient.JSON.createObjectNode();
                left.putArray("kept")
                        .add("/home/ada/Tenants/" + args.path("tenant").asText());
                to.result(id, left);
            }
            case "tenant.add", "server.add", "server.remove" -> {
                done(command, args, secret);
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "tenant.confirm" -> {
                done(command, args, secret);
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

    private void done(String command, JsonNode args, String secret) {
        done.add(command + " " + args + " " + secret);
    }

    /** Has the vault hold these. */
    public void secrets(String... names) {
        secrets.addAll(List.of(names));
    }

    /** The file holds this, and nothing of it waits. */
    public void settings(String text) {
        settings = text;
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
                        .put("key", "limits.concurrent")
                        .put("message", "it is bad");
            } else if (lines.get(i).contains("wide")) {
                result.withArray("widens").add("something wide");
            }
        }
        return result;
    }
}
