package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a {@link FakeSupervisor} that asks the consultant and takes answers. Its lock is the supervisor's. */
final class FakeQuestions {
    private final FakeSupervisor supervisor;
    private final FakeTenants tenants;

    FakeQuestions(FakeSupervisor supervisor, FakeTenants tenants) {
        this.supervisor = supervisor;
        this.tenants = tenants;
    }

    /** Says each question once, and again when it waits no more. */
    void watch(FakeConnection to, long id) throws IOException, InterruptedException {
        Map<String, ObjectNode> told = new LinkedHashMap<>();
        while (true) {
            Map<String, ObjectNode> now = new LinkedHashMap<>();
            synchronized (supervisor) {
                waiting(now);
                while (now.keySet().equals(told.keySet())) {
                    supervisor.wait();
                    now.clear();
                    waiting(now);
                }
            }
            for (Map.Entry<String, ObjectNode> gone : told.entrySet()) {
                if (!now.containsKey(gone.getKey())) {
                    to.item(id, gone.getValue().deepCopy().put("event", "settled"));
                }
            }
            for (Map.Entry<String, ObjectNode> each : now.entrySet()) {
                if (!told.containsKey(each.getKey())) {
                    to.item(id, each.getValue().deepCopy().put("event", "asked"));
                }
            }
            told = now;
        }
    }

    private void waiting(Map<String, ObjectNode> into) {
        tenants.forEach((id, tenant) ->
                tenant.questions.forEach(each -> into.put(each.path("id").asText(), each)));
    }

    void approve(FakeConnection to, long id, JsonNode args, List<byte[]> secrets) throws IOException {
        String question = args.path("id").asText();
        String refusal = "";
        synchronized (supervisor) {
            Optional<FakeTenant> asked = owner(question);
            if (asked.isEmpty()) {
                to.error(id, "refused", "no question '" + question + "' waits");
                return;
            }
            FakeTenant tenant = asked.get();
            if (!secrets.isEmpty()) {
                String typed = new String(secrets.getFirst(), StandardCharsets.UTF_8);
                if (!tenant.passphrase.equals(typed)) {
                    to.error(id, "refused", "wrong passphrase");
                    return;
                }
                tenant.gesturesCount = true;
            } else if (!tenant.gesturesCount || !args.path("gesture").asBoolean()) {
                refusal = "the passphrase was last typed here too long ago: the passphrase is needed";
            }
        }
        if (!refusal.isEmpty()) {
            to.error(id, "proof", refusal);
            return;
        }
        supervisor.note("approved " + question + " " + args.path("scope").asText() + " " + args.path("tools"));
        settle(question, "given");
        to.result(id, ControlClient.JSON.createObjectNode());
    }

    private Optional<FakeTenant> owner(String question) {
        List<FakeTenant> found = new ArrayList<>();
        tenants.forEach((id, tenant) -> {
            if (tenant.questions.stream()
                    .anyMatch(each -> each.path("id").asText().equals(question))) {
                found.add(tenant);
            }
        });
        return found.stream().findFirst();
    }

    void settle(String question, String answer) {
        supervisor.change(all -> owner(question).ifPresent(tenant -> {
            ObjectNode asked = tenant.questions.stream()
                    .filter(each -> each.path("id").asText().equals(question))
                    .findFirst()
                    .orElseThrow();
            tenant.questions.remove(asked);
            tenant.answered.addFirst(asked.deepCopy()
                    .put("answer", answer)
                    .put("answered", "2026-11-21T14:03:10Z")
                    .put("by", "4242 /opt/bulkhead/window")
                    .put("scope", answer.equals("given") ? "once" : ""));
        }));
    }
}
