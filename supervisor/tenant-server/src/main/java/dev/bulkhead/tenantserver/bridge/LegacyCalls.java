package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.bridge.LegacyCall.Ask;
import dev.bulkhead.tenantserver.bridge.LegacyCall.Stage;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a modern host that a legacy upstream works on. None is sent twice: what the upstream asks meanwhile is answered
 * to the host as {@code input_required}, and the host's retry takes the place of the request that it was.
 */
final class LegacyCalls implements Parking.Lot {
    /** What is asked within this time is asked at once. */
    private static final long GATHER_MILLIS = 20;

    private static final int MOST_ROUNDS = 10;
    private static final int MOST_ASKS = 64;

    private final Span firstCapabilities;
    private final Ends ends;
    private final LegacyAnswers answers;
    private final AtUpstream upstream;
    private final Parking parking;
    private final Questions questions;
    private final LogSwitch logs;
    private final Turns turns = new Turns();
    private final Map<String, LegacyCall> byHost = new HashMap<>();

    LegacyCalls(Span firstCapabilities, LegacyAnswers answers, AtUpstream upstream, LogSwitch logs, Ends ends) {
        this.firstCapabilities = firstCapabilities;
        this.answers = answers;
        this.upstream = upstream;
        this.logs = logs;
        this.ends = ends;
        this.parking = new Parking(ends, answers.serverInfo(), this);
        this.questions = new Questions(upstream, parking);
    }

    Questions questions() {
        return questions;
    }

    boolean isOpen(String key) {
        return byHost.containsKey(key);
    }

    void request(ModernRequest request) {
        boolean mayAskBack = Results.mayAskBack(request.method);
        if (mayAskBack && (request.requestState != null || request.inputResponses != null)) {
            LegacyCall call = parking.takeOut(request);
            if (call != null) {
                goOn(call, request);
            }
            return;
        }
        LegacyCall call = new LegacyCall(request);
        if (mayAskBack && questions.takeOver(call)) {
            call.rounds++;
            call.stage = Stage.HELD;
            parking.park(call);
            return;
        }
        byHost.put(request.key, call);
        sendInTurn(call);
    }

    /** The host has come back to a parked call. */
    private void goOn(LegacyCall call, ModernRequest request) {
        call.request = request;
        byHost.put(request.key, call);
        logs.begin(request);
        boolean isAccepted = parking.answer(call, request);
        JsonObject finished = call.finished;
        if (finished != null) {
            call.finished = null;
            call.stage = Stage.RUNNING;
            deliverIfUsable(call, finished);
        } else if (!call.asks.isEmpty()) {
            call.stage = call.stage == Stage.PARKED ? Stage.RUNNING : call.stage;
            park(call);
        } else if (call.stage == Stage.PARKED) {
            call.stage = Stage.RUNNING;
        } else if (call.stage == Stage.REFUSED && !isAccepted) {
            fail(call, McpErrors.INTERNAL_ERROR, "the user has declined what the server needs for this");
        } else {
            sendInTurn(call);
        }
    }

    private void sendInTurn(LegacyCall call) {
        if (Results.mayAskBack(call.request.method) && turns.isTaken()) {
            turns.queue(call);
            waitPatiently(call);
        } else {
            send(call);
        }
    }

    private void waitPatiently(LegacyCall call) {
        ends.after(Turns.PATIENCE_MILLIS, () -> {
            if (call.stage == Stage.QUEUED && turns.isAnyRunning()) {
                waitPatiently(call);
            } else if (turns.leaveQueue(call)) {
                send(call);
            }
        });
    }

    private void send(LegacyCall call) {
        logs.begin(call.request);
        if (Results.mayAskBack(call.request.method)) {
            turns.begin(call);
        } else {
            call.stage = Stage.RUNNING;
        }
        try {
            upstream.send(call);
        } catch (IOException e) {
            fail(call, McpErrors.TENANT_SERVER_GONE, String.valueOf(e.getMessage()));
        }
    }

    /** An answer of the upstream; false when it is to none of these. */
    boolean answered(RpcLine line, Span whole) {
        LegacyCall call = upstream.take(line.idKey());
        if (call == null) {
            return false;
        }
        if (call.stage == Stage.PARKED) {
            call.finished = JsonObject.of(whole.copy());
        } else {
            deliverIfUsable(call, new JsonObject(whole));
        }
        return true;
    }

    private void deliverIfUsable(LegacyCall call, JsonObject message) {
        try {
            deliver(call, message);
        } catch (IllegalArgumentException e) {
            fail(call, McpErrors.INTERNAL_ERROR, "the server's answer cannot be used: " + e.getMessage());
        }
    }

    private void deliver(LegacyCall call, JsonObject message) {
        String task = call.isTask && call.taskId.isEmpty() ? LegacyAnswers.task(message) : null;
        if (task != null) {
            try {
                upstream.await(call, task);
            } catch (IOException e) {
                fail(call, McpErrors.TENANT_SERVER_GONE, String.valueOf(e.getMessage()));
            }
            return;
        }
        List<Ask> elicitations = LegacyAnswers.elicitations(message);
        if (!elicitations.isEmpty() && Results.mayAskBack(call.request.method)) {
            String lacking = Asking.lacking(call.request.capabilities, "elicitation/create", answers.urlMode());
            if (lacking != null) {
                lacks(call, lacking);
                return;
            }
            leaveUpstream(call);
            call.stage = Stage.REFUSED;
            for (Ask ask : elicitations) {
                call.add(ask);
            }
            park(call);
            next();
            return;
        }
        ModernRequest request = call.request;
        end(call);
        handOver(call);
        toHost(answers.forHost(message, request));
        next();
    }

    /** What was asked while several calls were at work may be of another than the one that has ended. */
    private void handOver(LegacyCall from) {
        LegacyCall to = turns.likeliest();
        if (to == null) {
            parking.refuse(from, "the call has ended");
            return;
        }
        for (Ask ask : from.asks) {
            if (ask.id != null) {
                to.add(ask);
                gather(to);
            }
        }
        from.asks.clear();
    }

    private void gather(LegacyCall call) {
        if (call.stage == Stage.RUNNING && call.gathering == null) {
            call.gathering = ends.after(GATHER_MILLIS, () -> {
                call.gathering = null;
                if (call.stage == Stage.RUNNING && !call.asks.isEmpty()) {
                    park(call);
                }
            });
        }
    }

    /** A request of the upstream: put to the host that the call belongs to. */
    void asked(String key, Span id, String method, Span line) {
        Span given = JsonObjects.member(line, "params");
        LegacyCall call = turns.likeliest();
        if (call != null && !method.equals("roots/list")) {
            turns.asked(); // The answer to roots/list is the same for every call: it need not be known whose it is.
        }
        Ask ask = new Ask(key, new Span(id.copy(), 0, id.length()), method, LegacyAnswers.question(given));
        Span declared = call == null ? firstCapabilities : call.request.capabilities;
        String lacking = Asking.lacking(declared, method, given);
        if (lacking != null) {
            toUpstream(Messages.error(id.copy(), McpErrors.METHOD_NOT_FOUND, "the host does not offer this"));
            if (call != null && call.stage == Stage.RUNNING) {
                lacks(call, lacking);
            }
        } else if (call != null && call.asks.size() < MOST_ASKS) {
            call.add(ask);
            gather(call);
        } else if (call == null && method.equals("roots/list") && questions.hold(ask)) {
            return; // It is put to the host with the next call.
        } else {
            String why = call == null ? "nothing is in flight that the host could be asked for" : "too much is asked";
            toUpstream(Messages.error(id.copy(), McpErrors.INTERNAL_ERROR, why));
        }
    }

    private void park(LegacyCall call) {
        if (++call.rounds > MOST_ROUNDS || parking.isFull()) {
            String why = "the server asked back more than " + MOST_ROUNDS + " times";
            parking.refuse(call, why);
            upstream.cancel(call, why);
            fail(call, McpErrors.INTERNAL_ERROR, parking.isFull() ? "too many calls wait for the host" : why);
            return;
        }
        byHost.remove(call.request.key);
        logs.end(call.request);
        if (call.stage == Stage.RUNNING) {
            call.stage = Stage.PARKED;
        }
        parking.park(call);
    }

    private void lacks(LegacyCall call, String required) {
        parking.refuse(call, "the host does not offer this");
        upstream.cancel(call, "the host does not offer what it needs");
        ModernRequest request = call.request;
        end(call);
        toHost(LegacyAnswers.missingCapability(request.id, required));
        next();
    }

    /** The host has cancelled what it asked for under this id; false when that is nothing. */
    boolean cancel(String key, String reason) {
        LegacyCall call = byHost.get(key);
        if (call == null) {
            LegacyCall parked = parking.lastUnder(key);
            if (parked != null) {
                abandoned(parked, reason);
            }
            return parked != null;
        }
        upstream.cancel(call, reason);
        end(call);
        handOver(call);
        next();
        return true;
    }

    @Override
    public void abandoned(LegacyCall call, String why) {
        parking.refuse(call, why);
        upstream.cancel(call, why);
        end(call);
        next();
    }

    void unreadable(String key, String problem) {
        LegacyCall call = upstream.take(key);
        if (call != null && call.stage == Stage.PARKED) {
            ModernRequest request = call.request;
            call.finished = JsonObject.of(
                    Messages.failure(request.id.copy(), request.method, true, McpErrors.INTERNAL_ERROR, problem));
        } else if (call != null) {
            fail(call, McpErrors.INTERNAL_ERROR, problem);
        }
    }

    void ended(String sentence) {
        for (LegacyCall call : new ArrayList<>(byHost.values())) {
            ModernRequest request = call.request;
            end(call);
            toHost(Messages.failure(request.id.copy(), request.method, true, sentence));
        }
    }

    private void fail(LegacyCall call, int code, String sentence) {
        ModernRequest request = call.request;
        end(call);
        handOver(call);
        toHost(Messages.failure(request.id.copy(), request.method, true, code, sentence));
        next();
    }

    private void leaveUpstream(LegacyCall call) {
        upstream.forget(call);
        turns.end(call);
    }

    private void end(LegacyCall call) {
        parking.forget(call);
        byHost.remove(call.request.key, call);
        logs.end(call.request);
        leaveUpstream(call);
    }

    private void next() {
        LegacyCall waiting = turns.next();
        if (waiting != null) {
            send(waiting);
        }
    }

    private void toUpstream(byte[] line) {
        try {
            ends.toUpstream(line);
        } catch (IOException e) {
            ends.noise("a message could not be sent: " + e.getMessage());
        }
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
