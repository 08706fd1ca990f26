package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.approval.Answer;
import dev.bulkhead.daemon.approval.Approvals;
import dev.bulkhead.daemon.approval.HostTools;
import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.approval.KnownHost;
import dev.bulkhead.daemon.approval.Question;
import dev.bulkhead.daemon.approval.Scope;
import dev.bulkhead.daemon.approval.Settled;
import dev.bulkhead.daemon.approval.Subject;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code approvals.*} and {@code host.*}: what waits for the consultant, and the answers. A consent needs fresh proof; what narrows,
 * a refusal or a revocation, does not, and is everybody's to make.
 */
final class ApprovalCommands {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final RunningTenants tenants;
    private final Approvals approvals;
    private final Hosts hosts;
    private final Proof proof;
    private final InstantSource clock;

    ApprovalCommands(RunningTenants tenants, Approvals approvals, Hosts hosts, Proof proof, InstantSource clock) {
        this.tenants = tenants;
        this.approvals = approvals;
        this.hosts = hosts;
        this.proof = proof;
        this.clock = clock;
    }

    Map<String, Command> all() {
        return Map.of(
                "approvals.list", this::list,
                "approvals.watch", this::watch,
                "approvals.approve", this::approve,
                "approvals.deny", this::deny,
                "approvals.alerts", this::alerts,
                "host.list", this::listHosts,
                "host.revoke", this::revoke);
    }

    private JsonNode list(Request request, Reply reply) {
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode pending = result.putArray("pending");
        approvals.pending().forEach(question -> pending.add(QuestionJson.of(question, clock.instant())));
        return result;
    }

    private JsonNode alerts(Request request, Reply reply) {
        ObjectNode result = (ObjectNode) list(request, reply);
        ArrayNode recent = result.putArray("recent");
        approvals.settled().forEach(settled -> recent.add(QuestionJson.of(settled, clock.instant())));
        return result;
    }

    /** Items until the connection ends: each question when it is asked, and again with its answer. */
    private JsonNode watch(Request request, Reply reply) throws IOException {
        Set<String> told = new HashSet<>();
        while (true) {
            List<Question> pending = approvals.pending();
            for (Settled settled : approvals.settled().reversed()) {
                if (told.remove(settled.question().id())) {
                    reply.item(QuestionJson.of(settled, clock.instant()).put("event", "settled"));
                }
            }
            for (Question question : pending) {
                if (told.add(question.id())) {
                    reply.item(QuestionJson.of(question, clock.instant()).put("event", "asked"));
                }
            }
            // A line that is written now and then is the only way to learn that the reader has gone.
            reply.progress("");
            try {
                approvals.awaitChange(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the supervisor ends", e);
            }
        }
    }

    private JsonNode approve(Request request, Reply reply) throws ControlException, IOException {
        Question question = question(request);
        Scope scope = scope(request, question);
        List<ToolPattern> tools = tools(request, question);
        return answer(request, question, new Answer.Given(scope, tools, provenBy(request, question)), "approved")
                .put("scope", scope.wireName());
    }

    /** Returns who has proved that it is theirs to approve, as the audit calls them. */
    private String provenBy(Request request, Question question) throws ControlException, IOException {
        String who = request.peer().describe();
        if (!request.flag("gesture") || !request.secrets().isEmpty()) {
            proof.require(request, question.tenant());
            return who;
        }
        TenantSettings settings = tenants.find(question.tenant())
                .orElseThrow(() -> gone(question.id()))
                .settings();
        proof.requireGesture(request, question.tenant(), settings.session().idleLock());
        return who + " by a gesture";
    }

    private static Scope scope(Request request, Question question) throws ControlException {
        String named = request.optional("scope").orElse(Scope.ONCE.wireName());
        Scope scope = Scope.of(named)
                .orElseThrow(() -> ControlException.usage("the scope is once, session, always or today"));
        if (!question.subject().scopes().contains(scope)) {
            List<String> possible =
                    question.subject().scopes().stream().map(Scope::wireName).toList();
            throw ControlException.refused(
                    "a " + question.subject().kind() + " like this cannot be approved with the scope '" + named
                            + "': use " + String.join(" or ", possible));
        }
        return scope;
    }

    private static List<ToolPattern> tools(Request request, Question question) throws ControlException {
        List<String> named = request.texts("tools");
        if (named.isEmpty()) {
            return HostTools.ALL;
        }
        if (question.subject() instanceof Subject.Call) {
            throw ControlException.usage("a call is of one tool: leave the tools away");
        }
        try {
            return named.stream().map(ToolPattern::new).toList();
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    private JsonNode deny(Request request, Reply reply) throws ControlException, IOException {
        Answer.Reach reach = request.flag("always") ? Answer.Reach.ALWAYS : Answer.Reach.ONCE;
        return answer(
                request,
                question(request),
                new Answer.Refused(reach, request.peer().describe()),
                "denied");
    }

    private ObjectNode answer(Request request, Question question, Answer answer, String done)
            throws ControlException, IOException {
        if (!approvals.answer(question, answer)) {
            throw gone(question.id());
        }
        return QuestionJson.of(question, clock.instant()).put("done", done);
    }

    private Question question(Request request) throws ControlException {
        String id = request.text("id");
        Optional<Question> question = approvals.find(id);
        return question.orElseThrow(() -> gone(id.length() > 16 ? id.substring(0, 16) + "…" : id));
    }

    private static ControlException gone(String id) {
        return ControlException.refused(
                "no question '" + id + "' waits: it was answered, withdrawn or refused by time. See 'bulkhead alerts'");
    }

    private JsonNode listHosts(Request request, Reply reply) throws ControlException {
        ObjectNode result = Reply.JSON.createObjectNode();
        ArrayNode all = result.putArray("hosts");
        for (TenantId tenant : Tenants.namedOrAll(tenants, request)) {
            for (KnownHost host : hosts.known(tenant)) {
                all.add(QuestionJson.of(host));
            }
        }
        return result;
    }

    private JsonNode revoke(Request request, Reply reply) throws ControlException, IOException {
        TenantId tenant = Tenants.existing(tenants, request).id();
        String id = request.text("id");
        Optional<KnownHost> revoked = hosts.revoke(tenant, id, request.peer().describe());
        return revoked.map(QuestionJson::of)
                .orElseThrow(() -> ControlException.refused(
                        "tenant '" + tenant + "' knows no host of that id: see 'bulkhead host list " + tenant + "'"));
    }
}
