package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One tenant of a {@link FakeSupervisor}: plain fields, changed in {@link FakeSupervisor#change} alone. */
public final class FakeTenant {
    public String name;
    public String state;
    public String workspace = "";
    public String profile = "strict";
    public String selfTest = "";
    public String problem = "";
    public int alerts;
    public String consultant = "";
    public boolean readsOnly;
    /** Whether a gesture is proof: it is after a passphrase, until a test says that it is too old. */
    public boolean gesturesCount;

    public final List<ObjectNode> questions = new ArrayList<>();
    public final List<ObjectNode> answered = new ArrayList<>();
    public final List<ObjectNode> alertList = new ArrayList<>();
    /** What {@code tenant.overview}, {@code server.list} and {@code usage} answer, in one. */
    public ObjectNode overview = ControlClient.JSON.createObjectNode();

    public String suspended = "";
    public String passphrase = "correct";
    public long pid;
    public int sessions;
    public List<String> waiting = List.of();
    public final List<ObjectNode> audit = new ArrayList<>();
    public ObjectNode verdict = sound(0);

    /** So many events that nobody wrote stand before those of {@link #audit}. */
    public long generated;

    public FakeTenant(String name, String state) {
        this.name = name;
        this.state = state;
    }

    /** Gives it a server that runs. */
    public FakeTenant running(long itsPid, int itsSessions) {
        pid = itsPid;
        sessions = itsSessions;
        selfTest = "40/40";
        return this;
    }

    ObjectNode describe(String id) {
        ObjectNode all = ControlClient.JSON
                .createObjectNode()
                .put("tenant", id)
                .put("name", name)
                .put("state", state)
                .put("workspace", workspace.isEmpty() ? "/home/ada/Tenants/" + id : workspace)
                .put("sessions", sessions)
                .put("profile", profile)
                .put("selftest", selfTest)
                .put("waiting", questions.size())
                .put("alerts", alerts + openAlerts())
                .put("suspended", suspended);
        if (!consultant.isEmpty()) {
            all.put("consultant", consultant)
                    .put("signed_in", "2026-11-21T13:20:04.000Z")
                    .put("reads_only", readsOnly);
        }
        if (pid == 0) {
            all.putNull("pid");
        } else {
            all.put("pid", pid);
        }
        if (!problem.isEmpty()) {
            all.put("problem", problem);
        }
        return all;
    }

    private long openAlerts() {
        return alertList.stream().filter(alert -> !alert.has("acknowledged")).count();
    }

    /** A call that is held, as {@code approvals.watch} tells it. */
    public static ObjectNode heldCall(String id, String tenant, String tool, String arguments) {
        ObjectNode question = question(id, tenant, "call", "once", "session", "today")
                .put("tool", tool)
                .put("arguments", arguments)
                .put("argumentBytes", arguments.getBytes(StandardCharsets.UTF_8).length)
                .put("argsHash", "hmac-sha256:00")
                .put("rule", "tools.ask \"write_*\"");
        question.putObject("host")
                .put("pid", 3127)
                .put("executable", "/usr/bin/claude")
                .putArray("parents")
                .addObject()
                .put("pid", 2100)
                .put("executable", "/usr/libexec/gnome-terminal-server");
        return question;
    }

    /** A host that is not known, as {@code approvals.watch} tells it. */
    public static ObjectNode unknownHost(String id, String tenant, String executable) {
        ObjectNode question = question(id, tenant, "host", "once", "session", "always");
        ObjectNode host = question.putObject("host")
                .put("pid", 4711)
                .put("executable", executable)
                .put("sha256", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
                .put("standing", "parent");
        host.putArray("parents").addObject().put("pid", 4700).put("executable", "/usr/bin/bash");
        host.withArray("parents").addObject().put("pid", 2100).put("executable", "/usr/libexec/gnome-terminal-server");
        question.putArray("tools").add("*");
        return question;
    }

    private static ObjectNode question(String id, String tenant, String kind, String... scopes) {
        ObjectNode question = ControlClient.JSON
                .createObjectNode()
                .put("id", id)
                .put("kind", kind)
                .put("tenant", tenant)
                .put("session", "s-1f3a")
                .put("asked", "2026-11-21T14:02:41Z")
                .put("ageSeconds", 31)
                .put("expires", "2026-11-21T14:07:41Z");
        for (String scope : scopes) {
            question.withArray("scopes").add(scope);
        }
        return question;
    }

    /** An open alert, as {@code alerts.list} tells it. */
    public static ObjectNode alert(String id, String tenant, String rule, String what, String done) {
        return ControlClient.JSON
                .createObjectNode()
                .put("id", id)
                .put("tenant", tenant)
                .put("rule", rule)
                .put("at", "2026-11-21T13:58:20Z")
                .put("what", what)
                .put("done", done);
    }

    /** A call, as the audit shows it. */
    public static ObjectNode call(String time, String tool, String status, double latency, String detail) {
        return event(time, "tool_call", status, detail).put("tool_name", tool).put("latency_ms", latency);
    }

    /** An event that is no call. */
    public static ObjectNode event(String time, String type, String status, String detail) {
        return ControlClient.JSON
                .createObjectNode()
                .put("timestamp", Instant.parse(time).toString())
                .put("event_type", type)
                .putNull("tool_name")
                .put("result_status", status)
                .putNull("latency_ms")
                .put("peer", "3127 /usr/bin/claude")
                .put("detail", detail);
    }

    /** The verdict on a stream that is as it was written. */
    public static ObjectNode sound(long events) {
        ObjectNode verdict =
                ControlClient.JSON.createObjectNode().put("ok", true).put("verified", events);
        verdict.putArray("notes");
        return verdict;
    }

    /** The verdict on a stream that is not. */
    public static ObjectNode broken(long seq, String segment, String problem) {
        ObjectNode verdict =
                ControlClient.JSON.createObjectNode().put("ok", false).put("verified", seq - 1);
        verdict.putObject("first_bad").put("seq", seq).put("segment", segment).put("problem", problem);
        verdict.putArray("notes");
        return verdict;
    }
}
