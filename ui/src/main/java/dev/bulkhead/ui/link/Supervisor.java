package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.model.Alert;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.model.Halted;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.Scope;
import dev.bulkhead.ui.model.Switched;
import dev.bulkhead.ui.model.WindowModel;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What the window can ask of the supervisor. Called on the window's thread, never waits; answers come on the window's thread.
 * Keeps the model up to date from its construction to {@link #close()}.
 */
public final class Supervisor implements AutoCloseable {
    private final Dial dial;
    private final WindowModel model;
    private final Executor window;
    private final Clock clock;
    private final StateFeed states;
    private final QuestionFeed questions;
    /** Where this window has brought the passphrase: there a gesture may be proof, for the supervisor to judge. */
    private final Set<TenantId> proven = new HashSet<>();

    public Supervisor(Dial dial, WindowModel model, Executor window, Clock clock) {
        this.dial = dial;
        this.model = model;
        this.window = window;
        this.clock = clock;
        this.states = new StateFeed(dial, model, window, clock);
        this.questions = new QuestionFeed(dial, model, window);
        model.selected().follow(selected -> states.select(selected.map(tenant -> tenant.id())));
    }

    /** Starts the supervisor, where none runs. */
    public void start() {
        model.contact().set(new Contact.Connecting());
        dial.wantStart();
        states.lookNow();
    }

    /** Signs in to {@code tenant}. Owns {@code passphrase} from now on. */
    public Errand signIn(TenantId tenant, SecretBytes passphrase, Errand.Outcome outcome) {
        return proving("sign-in", tenant, passphrase, outcome);
    }

    /** Lets {@code tenant} work again after a halt, which signs in. Owns {@code passphrase} from now on. */
    public Errand resume(TenantId tenant, SecretBytes passphrase, Errand.Outcome outcome) {
        return proving("resume", tenant, passphrase, outcome);
    }

    private Errand proving(String command, TenantId tenant, SecretBytes passphrase, Errand.Outcome outcome) {
        return Errand.start(dial, window, command, Errand.of(tenant), List.of(passphrase), new Errand.Outcome() {
            @Override
            public void progress(String what) {
                outcome.progress(what);
            }

            @Override
            public void open(String page, String code) {
                outcome.open(page, code);
            }

            @Override
            public void done() {
                proven.add(tenant);
                states.lookNow();
                outcome.done();
            }

            @Override
            public void failed(String why) {
                outcome.failed(why);
            }
        });
    }

    public void signOut(TenantId tenant, Errand.Outcome outcome) {
        Errand.start(dial, window, "sign-out", Errand.of(tenant), List.of(), outcome);
    }

    /** Makes {@code tenant}'s workspace the active one. */
    public void makeActive(TenantId tenant, Result<Switched> result) {
        Errand.start(
                dial,
                window,
                "switch",
                Errand.of(tenant),
                List.of(),
                reply(answer -> Answers.switched(tenant, answer), result));
    }

    /** Stops {@code tenant}; all of them where none is named. On a connection of its own, whatever else hangs. */
    public void halt(Optional<TenantId> tenant, Result<List<Halted>> result) {
        ObjectNode args = tenant.map(Errand::of)
                .orElseGet(() -> ControlClient.JSON.createObjectNode().put("all", true));
        Errand.start(dial, window, "halt", args, List.of(), reply(Answers::halted, result));
    }

    /** What comes of an approval. */
    public interface Approval {
        void done();

        /** A gesture is not enough here: why, in the supervisor's words; empty where it was not even asked. */
        void passphraseNeeded(String why);

        /** As {@link Errand.Outcome#failed}. */
        void failed(String why);
    }

    /** Consents by a gesture, where the passphrase was typed in this window not long ago. */
    public void approve(Question question, Scope scope, List<String> tools, Approval approval) {
        if (!proven.contains(question.tenant())) {
            approval.passphraseNeeded("");
            return;
        }
        approve(question, approval(question, scope, tools).put("gesture", true), List.of(), approval);
    }

    /** Consents with the passphrase of the question's tenant. Owns it from now on. */
    public void approve(Question question, Scope scope, List<String> tools, SecretBytes passphrase, Approval approval) {
        approve(question, approval(question, scope, tools), List.of(passphrase), approval);
    }

    private static ObjectNode approval(Question question, Scope scope, List<String> tools) {
        ObjectNode args =
                ControlClient.JSON.createObjectNode().put("id", question.id()).put("scope", scope.wireName());
        if (!tools.isEmpty()) {
            tools.forEach(args.putArray("tools")::add);
        }
        return args;
    }

    private void approve(Question question, ObjectNode args, List<SecretBytes> passphrase, Approval approval) {
        Errand.start(dial, window, "approvals.approve", args, passphrase, new Errand.Reply() {
            @Override
            public void done(JsonNode result) {
                if (!passphrase.isEmpty()) {
                    proven.add(question.tenant());
                }
                states.lookNow();
                approval.done();
            }

            @Override
            public void failed(String why) {
                approval.failed(why);
            }

            @Override
            public void refused(String code, String why) {
                if (code.equals("proof")) {
                    proven.remove(question.tenant());
                    approval.passphraseNeeded(why);
                } else {
                    approval.failed(why);
                }
            }
        });
    }

    /** Refuses; {@code forGood}: what the question is about is not asked again, as {@code deny --always}. */
    public void deny(Question question, boolean forGood, Errand.Outcome outcome) {
        ObjectNode args =
                ControlClient.JSON.createObjectNode().put("id", question.id()).put("always", forGood);
        Errand.start(dial, window, "approvals.deny", args, List.of(), looking(outcome));
    }

    /** Says what came of {@code alert}. */
    public void acknowledge(Alert alert, String reason, Errand.Outcome outcome) {
        ObjectNode args =
                ControlClient.JSON.createObjectNode().put("id", alert.id()).put("reason", reason);
        Errand.start(dial, window, "alerts.acknowledge", args, List.of(), looking(outcome));
    }

    /** As {@code outcome}, and what is shown follows at once. */
    private Errand.Outcome looking(Errand.Outcome outcome) {
        return new Errand.Outcome() {
            @Override
            public void done() {
                states.lookNow();
                outcome.done();
            }

            @Override
            public void failed(String why) {
                outcome.failed(why);
            }
        };
    }

    /** Takes a result, or why there is none; called on the window's thread. */
    public interface Result<T> {
        void done(T result);

        /** As {@link Errand.Outcome#failed}. */
        void failed(String why);
    }

    private <T> Errand.Reply reply(Function<JsonNode, T> read, Result<T> result) {
        return new Errand.Reply() {
            @Override
            public void done(JsonNode answer) {
                states.lookNow();
                result.done(read.apply(answer));
            }

            @Override
            public void failed(String why) {
                result.failed(why);
            }
        };
    }

    /** Has the model follow at once what was changed by another way than this. */
    public void look() {
        states.lookNow();
    }

    /** Returns what can be asked of a tenant's audit. */
    public AuditDesk auditDesk() {
        return new AuditDesk(dial, window, clock);
    }

    /** Follows the calls of {@code tenant}, the newest {@code rows} of its events first of all, until the feed is closed. */
    public CallFeed calls(TenantId tenant, int rows, CallFeed.Sink sink) {
        return new CallFeed(dial, window, tenant, rows, sink);
    }

    @Override
    public void close() {
        states.close();
        questions.close();
    }
}
