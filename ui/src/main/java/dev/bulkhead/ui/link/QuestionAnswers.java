package dev.bulkhead.ui.link;

import static dev.bulkhead.ui.link.Answers.text;
import static dev.bulkhead.ui.link.Answers.texts;
import static dev.bulkhead.ui.link.Answers.time;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.model.Alert;
import dev.bulkhead.ui.model.Answered;
import dev.bulkhead.ui.model.Program;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.model.Scope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads questions, answers and alerts, as {@code supervisor/docs/socket.md} has them. */
final class QuestionAnswers {
    private QuestionAnswers() {}

    /** One item of {@code approvals.watch}; nothing where it names no tenant. */
    static Optional<Question> question(JsonNode json) {
        if (!TenantId.isValid(text(json, "tenant"))) {
            return Optional.empty();
        }
        List<Scope> scopes = new ArrayList<>();
        texts(json.path("scopes")).forEach(name -> Scope.of(name).ifPresent(scopes::add));
        return Optional.of(new Question(
                text(json, "id"),
                new TenantId(text(json, "tenant")),
                text(json, "session"),
                text(json, "kind").equals("call") ? call(json) : host(json),
                scopes,
                time(text(json, "asked")),
                time(text(json, "expires"))));
    }

    private static Question.Call call(JsonNode json) {
        String arguments = text(json, "arguments");
        long bytes = json.path("argumentBytes").asLong();
        return new Question.Call(
                program(json.path("host")),
                parents(json.path("host")),
                text(json, "tool"),
                ReadableJson.of(arguments),
                bytes,
                arguments.getBytes(StandardCharsets.UTF_8).length >= bytes,
                text(json, "rule"));
    }

    private static Question.Host host(JsonNode json) {
        JsonNode host = json.path("host");
        return new Question.Host(
                program(host),
                text(host, "sha256"),
                text(host, "script"),
                !text(host, "knownSha256").isEmpty(),
                text(host, "standing").equals("let-go"),
                parents(host),
                texts(json.path("tools")));
    }

    private static List<Program> parents(JsonNode host) {
        List<Program> parents = new ArrayList<>();
        host.path("parents").forEach(parent -> parents.add(program(parent)));
        return parents;
    }

    static Program program(JsonNode json) {
        return new Program(json.path("pid").asLong(), text(json, "executable"));
    }

    /** What of {@code recent} of {@code approvals.alerts} is {@code tenant}'s, as it comes: the newest first. */
    static List<Answered> answered(TenantId tenant, JsonNode recent) {
        List<Answered> answered = new ArrayList<>();
        for (JsonNode one : recent) {
            question(one)
                    .filter(question -> question.tenant().equals(tenant))
                    .ifPresent(question -> answered.add(new Answered(
                            question,
                            text(one, "answer"),
                            time(text(one, "answered")),
                            text(one, "by"),
                            text(one, "scope"),
                            text(one, "why"))));
        }
        return answered;
    }

    /** The result of {@code alerts.list}, the newest first. */
    static List<Alert> alerts(TenantId tenant, JsonNode list) {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode one : list) {
            JsonNode how = one.path("acknowledged");
            alerts.add(new Alert(
                    text(one, "id"),
                    tenant,
                    text(one, "rule"),
                    time(text(one, "at")),
                    text(one, "what"),
                    text(one, "done"),
                    how.isObject()
                            ? Optional.of(
                                    new Alert.Acknowledged(time(text(how, "at")), text(how, "by"), text(how, "reason")))
                            : Optional.empty()));
        }
        return alerts.reversed();
    }
}
