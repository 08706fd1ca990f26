package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.approval.Answer;
import dev.bulkhead.daemon.approval.HostIdentity;
import dev.bulkhead.daemon.approval.KnownHost;
import dev.bulkhead.daemon.approval.Question;
import dev.bulkhead.daemon.approval.RunningProgram;
import dev.bulkhead.daemon.approval.Scope;
import dev.bulkhead.daemon.approval.Settled;
import dev.bulkhead.daemon.approval.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Questions, answers and known hosts as the control socket shows them. Stateless. */
final class QuestionJson {
    private QuestionJson() {}

    static ObjectNode of(Question question, Instant now) {
        ObjectNode json = Reply.JSON
                .createObjectNode()
                .put("id", question.id())
                .put("kind", question.subject().kind())
                .put("tenant", question.tenant().value())
                .put("session", question.session());
        switch (question.subject()) {
            case Subject.Host host -> host(json, host);
            case Subject.Call call -> call(json, call);
        }
        ArrayNode scopes = json.putArray("scopes");
        question.subject().scopes().stream().map(Scope::wireName).forEach(scopes::add);
        json.put("asked", question.asked().toString());
        json.put(
                "ageSeconds",
                Math.max(0, Duration.between(question.asked(), now).toSeconds()));
        json.put("expires", question.expires().toString());
        return json;
    }

    private static void host(ObjectNode json, Subject.Host subject) {
        ObjectNode host = json.putObject("host")
                .put("pid", subject.process().program().pid())
                .put(
                        "standing",
                        subject.process()
                                .standing()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'));
        identity(host, subject.identity());
        subject.before()
                .ifPresent(before ->
                        host.put("knownSha256", before.sha256()).put("knownScriptSha256", before.scriptSha256()));
        parents(host, subject.process().parents());
        ArrayNode tools = json.putArray("tools");
        subject.tools().forEach(tool -> tools.add(tool.value()));
    }

    private static void parents(ObjectNode host, List<RunningProgram> all) {
        ArrayNode parents = host.putArray("parents");
        for (RunningProgram parent : all) {
            parents.addObject().put("pid", parent.pid()).put("executable", parent.executable());
        }
    }

    private static void identity(ObjectNode host, HostIdentity identity) {
        host.put("executable", identity.executable()).put("sha256", identity.sha256());
        if (!identity.script().isEmpty()) {
            host.put("script", identity.script()).put("scriptSha256", identity.scriptSha256());
        }
    }

    private static void call(ObjectNode json, Subject.Call call) {
        ObjectNode host = json.putObject("host")
                .put("pid", call.host().pid())
                .put("executable", call.host().executable());
        parents(host, call.parents());
        json.put("tool", call.tool())
                .put("arguments", call.arguments())
                .put("argumentBytes", call.argumentBytes())
                .put("argsHash", call.argsHash())
                .put("rule", call.rule());
    }

    static ObjectNode of(Settled settled, Instant now) {
        ObjectNode json = of(settled.question(), now);
        switch (settled.answer()) {
            case Answer.Given given ->
                json.put("answer", "given")
                        .put("scope", given.scope().wireName())
                        .put("by", given.by());
            case Answer.Refused refused -> json.put("answer", "refused").put("by", refused.by());
            case Answer.Expired expired -> json.put("answer", "expired");
            case Answer.Withdrawn withdrawn -> json.put("answer", "withdrawn").put("why", withdrawn.why());
        }
        return json.put("answered", settled.at().toString());
    }

    static ObjectNode of(KnownHost host) {
        ObjectNode json = Reply.JSON
                .createObjectNode()
                .put("id", host.id())
                .put("tenant", host.tenant().value());
        identity(json, host.identity());
        ArrayNode tools = json.put("answer", host.answer().name().toLowerCase(Locale.ROOT))
                .putArray("tools");
        host.tools().forEach(tool -> tools.add(tool.value()));
        return json.put("since", host.since().toString()).put("by", host.by());
    }
}
