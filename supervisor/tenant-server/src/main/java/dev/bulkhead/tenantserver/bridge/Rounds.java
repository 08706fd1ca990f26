package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a modern upstream asks back in {@code input_required}, put to a legacy host as requests of their own, one for each entry
 * (MCP 2026-07-28, multi round-trip requests). When all are answered the call goes on.
 */
final class Rounds {
    static final int MOST = 10;

    private static final int MOST_QUESTIONS = 64;
    private static final long STATE_ONLY_MILLIS = 250;

    /** A call that asks back: what the rounds need of it. */
    abstract static class Asker {
        int rounds;
        JsonObject answers = new JsonObject();
        final List<Leg> legs = new ArrayList<>();

        Ends.@Nullable Timer pacing;

        /** All questions are answered: {@code answers} holds what was said. */
        abstract void goOn();

        abstract void fail(String sentence);
    }

    /** One question to the host. */
    static final class Leg {
        final String id;
        final String name;
        final String method;
        final Asker asker;

        Leg(String id, String name, String method, Asker asker) {
            this.id = id;
            this.name = name;
            this.method = method;
            this.asker = asker;
        }
    }

    private final Span hostCapabilities;
    private final boolean knowsUrls;
    private final Ends ends;
    private final Map<String, Leg> open = new HashMap<>();
    private int count;

    /** {@code version} is the revision that the host speaks. */
    Rounds(Span hostCapabilities, String version, Ends ends) {
        this.hostCapabilities = hostCapabilities;
        this.knowsUrls = version.compareTo("2025-11-25") >= 0;
        this.ends = ends;
    }

    /** {@code result} asks; the questions are put, or the call fails as a whole. */
    void ask(Asker asker, JsonObject result) {
        asker.answers = new JsonObject();
        JsonObject questions = result.object("inputRequests");
        Span state = result.get("requestState");
        if (++asker.rounds > MOST) {
            asker.fail("the server asked back more than " + MOST + " times");
        } else if (questions == null ? state == null : questions.size() > MOST_QUESTIONS) {
            asker.fail("the server asked for something that cannot be understood");
        } else if (questions == null || questions.isEmpty()) {
            asker.pacing = ends.after(STATE_ONLY_MILLIS, asker::goOn);
        } else {
            put(asker, questions);
        }
    }

    private void put(Asker asker, JsonObject questions) {
        for (int i = 0; i < questions.size(); i++) {
            Span question = questions.value(i);
            String method = text(JsonObjects.member(question, "method"));
            Span params = JsonObjects.member(question, "params");
            if (!Asking.isKnown(method) || Asking.lacking(hostCapabilities, method, params) != null) {
                asker.fail("the server asked for '" + method + "', which the host does not offer");
                return;
            }
            asker.legs.add(new Leg("bulkhead-leg-" + count++, questions.name(i), method, asker));
        }
        // All are known before the first is put: an answer may come at once.
        for (int i = 0; i < questions.size(); i++) {
            Leg leg = asker.legs.get(i);
            open.put(Messages.textKey(leg.id), leg);
            byte[] line =
                    Messages.request(leg.id, leg.method, params(leg, JsonObjects.member(questions.value(i), "params")));
            ends.toHost(line, 0, line.length);
        }
    }

    private JsonObject params(Leg leg, @Nullable Span given) {
        JsonObject params = given == null || given.first() != '{' ? new JsonObject() : new JsonObject(given);
        if (leg.method.equals("elicitation/create")) {
            if (!knowsUrls) {
                params.remove("mode");
            } else if (Asking.isOfUrl(given) && params.get("elicitationId") == null) {
                params.putText("elicitationId", ends.handle());
            }
        }
        return params;
    }

    /** A host's answer; false when nobody asked. */
    boolean answer(RpcLine line) {
        Leg leg = open.remove(line.idKey());
        if (leg == null) {
            return false;
        }
        Asker asker = leg.asker;
        asker.legs.remove(leg);
        Span result = line.member("result");
        if (result == null || result.first() != '{') {
            Span message = JsonObjects.member(line.member("error"), "message");
            drop(asker, "another question was refused");
            asker.fail("the host answered '" + leg.method + "' with an error: "
                    + (message == null ? "no reason given" : message.text()));
            return true;
        }
        asker.answers.put(leg.name, result);
        if (asker.legs.isEmpty()) {
            asker.goOn();
        }
        return true;
    }

    /** Takes back the questions that are open, and the pause before the next round. */
    void drop(Asker asker, String why) {
        for (Leg leg : asker.legs) {
            if (open.remove(Messages.textKey(leg.id)) != null) {
                byte[] line = Messages.cancelled(JsonObject.quoted(leg.id), why);
                ends.toHost(line, 0, line.length);
            }
        }
        asker.legs.clear();
        Ends.Timer pacing = asker.pacing;
        if (pacing != null) {
            pacing.cancel();
            asker.pacing = null;
        }
    }

    private static String text(@Nullable Span span) {
        return span == null ? "" : span.text();
    }
}
