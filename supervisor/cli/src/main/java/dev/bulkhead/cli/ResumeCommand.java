package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead resume}: lets a halted tenant work again, by a new sign-in. */
@Command(
        name = "resume",
        description = "Ends a tenant's halt and signs in to it anew.",
        mixinStandardHelpOptions = true)
final class ResumeCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1")
    @Nullable
    String tenant;

    @Option(
            names = "--all",
            description =
                    "Resume every halted tenant. A passphrase from stdin is tried on each; at a terminal each is asked for."
                            + " One that is refused does not keep the others.")
    boolean all;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        String one = tenant;
        if (all == (one != null)) {
            throw wrong("name one tenant, or give --all");
        }
        if (one != null) {
            try (SecretBytes secret = passphrase.of(one, "")) {
                return ask("resume", of(one), this::print, secret);
            }
        }
        return passphrase.stdin ? allWithOne() : eachWithItsOwn();
    }

    /** Reads standard input once. */
    private int allWithOne() throws Exception {
        try (SecretBytes secret = passphrase.of("every tenant", "")) {
            return each(name -> resume(name, secret));
        }
    }

    private int eachWithItsOwn() throws Exception {
        return each(name -> {
            try (SecretBytes secret = passphrase.of(name, "")) {
                return resume(name, secret);
            }
        });
    }

    private interface One {
        JsonNode resume(String name) throws Exception;
    }

    /** Goes on after a refusal: one tenant's passphrase says nothing of the next one's. */
    private int each(One one) throws Exception {
        ArrayNode all = ControlClient.JSON.createArrayNode();
        int status = 0;
        for (String name : halted()) {
            JsonNode result;
            try {
                result = one.resume(name);
                if (!json.json) {
                    print(result);
                }
            } catch (ControlRefusedException e) {
                status = 1;
                result = of(name).put("error", e.getMessage());
                err().println("bulkhead: " + name + " was not resumed: "
                        + Main.oneLine(String.valueOf(e.getMessage())));
            }
            all.add(result);
        }
        return Math.max(status, tell(all, this::printNone));
    }

    private JsonNode resume(String name, SecretBytes secret) throws Exception {
        try (Connection supervisor = Connection.open()) {
            return supervisor.call("resume", of(name), progress(), secret);
        }
    }

    private void printNone(JsonNode all) {
        if (all.isEmpty()) {
            out().println("No tenant is halted.");
        }
    }

    private static List<String> halted() throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection supervisor = Connection.open()) {
            for (JsonNode tenant : supervisor.call("status", Connection.args()).path("tenants")) {
                // A supervisor of an older version says it by the state alone.
                if (tenant.has("halted") || tenant.path("state").asText().equals("halted")) {
                    names.add(tenant.path("tenant").asText());
                }
            }
        }
        return names;
    }

    private void print(JsonNode result) {
        String name = result.path("tenant").asText();
        out().println(
                        result.path("signedIn").asBoolean()
                                ? "Resumed " + name + ", and signed in."
                                : "Resumed " + name + ": sign in with 'bulkhead sign-in " + name + "'.");
    }
}
