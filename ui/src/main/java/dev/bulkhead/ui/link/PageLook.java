package dev.bulkhead.ui.link;

import static dev.bulkhead.ui.link.Answers.text;
import static dev.bulkhead.ui.link.Answers.texts;
import static dev.bulkhead.ui.link.Answers.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Consent;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.PageContent;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One look at everything that the page of one tenant shows. What a supervisor does not know to say is left empty. */
final class PageLook {
    private final ControlClient asked;
    private final TenantId tenant;
    private final Clock clock;

    PageLook(ControlClient asked, TenantId tenant, Clock clock) {
        this.asked = asked;
        this.tenant = tenant;
        this.clock = clock;
    }

    PageContent content() throws IOException, ControlRefusedException {
        ObjectNode name = named();
        return new PageContent(
                tenant,
                Answers.settings(asked.call("tenant.show", name)),
                QuestionAnswers.alerts(
                        tenant, orEmpty("alerts.list", named().put("all", true)).path("alerts")),
                QuestionAnswers.answered(
                        tenant, orEmpty("approvals.alerts", named()).path("recent")),
                overview());
    }

    private ObjectNode named() {
        return ControlClient.JSON.createObjectNode().put("tenant", tenant.value());
    }

    /** A page with a gap is better than none: only what is asked for first must be answered. */
    private JsonNode orEmpty(String command, ObjectNode args) throws IOException {
        try {
            return asked.call(command, args);
        } catch (ControlRefusedException e) {
            return ControlClient.JSON.createObjectNode();
        }
    }

    private Overview overview() throws IOException {
        JsonNode now = orEmpty("tenant.overview", named());
        List<Overview.Connection> connections = new ArrayList<>();
        for (JsonNode one : now.path("sessions")) {
            connections.add(new Overview.Connection(
                    text(one, "session"),
                    QuestionAnswers.program(one.path("host")),
                    time(text(one, "since")),
                    one.path("calls").asInt()));
        }
        List<Overview.Tool> tools = new ArrayList<>();
        for (JsonNode one : now.path("tools")) {
            tools.add(new Overview.Tool(
                    text(one, "tool"),
                    policy(text(one, "policy")),
                    text(one, "rule"),
                    pin(text(one, "pin")),
                    one.has("pinnedSince") ? Optional.of(time(text(one, "pinnedSince"))) : Optional.empty()));
        }
        return new Overview(
                tenant,
                after(now.path("idleLockSeconds")),
                after(now.path("hardLockSeconds")),
                connections,
                servers(orEmpty("server.list", named()).path("servers")),
                tools,
                texts(now.path("network")),
                usage());
    }

    private Optional<Instant> after(JsonNode seconds) {
        return seconds.isNumber()
                ? Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds.asLong()))
                : Optional.empty();
    }

    /** A word that this window does not know is no permission. */
    private static Overview.Policy policy(String word) {
        return switch (word) {
            case "allow" -> Overview.Policy.ALLOW;
            case "ask" -> Overview.Policy.ASK;
            default -> Overview.Policy.DENY;
        };
    }

    /** An older supervisor has no word for it, and tells of changes by its alert alone. */
    private static Overview.Pin pin(String word) {
        return switch (word) {
            case "changed" -> Overview.Pin.CHANGED;
            case "new" -> Overview.Pin.NEW;
            default -> Overview.Pin.PINNED;
        };
    }

    private static List<Overview.Server> servers(JsonNode list) {
        List<Overview.Server> servers = new ArrayList<>();
        for (JsonNode one : list) {
            String version = text(one, "installed");
            servers.add(new Overview.Server(
                    text(one, "name"),
                    from(one),
                    version.isEmpty() ? "" : text(one, "package") + " " + version,
                    accounts(one),
                    one.path("pids").size(),
                    text(one, "problem")));
        }
        return servers;
    }

    private static String from(JsonNode server) {
        if (server.has("url")) {
            return text(server, "url");
        }
        List<String> words = new ArrayList<>(List.of(text(server, "command")));
        words.addAll(texts(server.path("args")));
        return Consent.command(words);
    }

    /** Which secrets it gets, in its environment or in what is sent for it. */
    private static List<String> accounts(JsonNode server) {
        List<String> accounts = new ArrayList<>();
        for (String where : List.of("env", "headers")) {
            for (JsonNode value : server.path(where)) {
                String shown = value.asText();
                if (shown.startsWith("secret:") && !accounts.contains(shown.substring("secret:".length()))) {
                    accounts.add(shown.substring("secret:".length()));
                }
            }
        }
        return accounts;
    }

    private Optional<Overview.Usage> usage() throws IOException {
        String month = YearMonth.now(clock).toString();
        JsonNode rows = orEmpty("usage", named().put("month", month)).path("usage");
        if (!rows.isArray()) {
            return Optional.empty();
        }
        JsonNode row = rows.path(0);
        return Optional.of(new Overview.Usage(
                number(row, "calls"),
                number(row, "errors"),
                number(row, "refused"),
                number(row, "bytes_in"),
                number(row, "bytes_out")));
    }

    private static long number(JsonNode row, String name) {
        @Nullable JsonNode value = row.get(name);
        return value == null ? 0 : value.asLong();
    }
}
