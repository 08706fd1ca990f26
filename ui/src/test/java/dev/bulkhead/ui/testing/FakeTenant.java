package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
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
                .put("alerts", alerts)
                .put("suspended", suspended);
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
