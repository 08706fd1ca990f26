package dev.bulkhead.ui;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.FakeTenants;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A working day of an agency: every state of a tenant, every kind of row. What pictures and measurements of the window show. */
final class Scenery {
    private static final Instant MORNING = Instant.parse("2026-11-21T13:20:04Z");

    /** What the rows say, in the supervisor's words. */
    static final Set<String> DETAILS = Set.of(
            "120 calls a minute",
            "Claude Code 2.4.1, protocol 2026-07-28",
            "by the host",
            "disk quota of the workspace is used up",
            "no end was recorded before a restart",
            "no rule allows it",
            "notes/2026-11-21.md",
            "profile strict, self-test 40/40",
            "signed in with the passphrase",
            "src, 14 entries");

    /** With a mark that turns the direction of what follows it: such a thing is what the picture is for. */
    private static final String MAIL = "{\"to\":[\"p.okafor@delta.example\"],\"subject\":\"Invoice 2026-114\","
            + "\"body\":\"Dear Ms Okafor,\\n\\nplease find the invoice attached.\\u202e fdp.exe\","
            + "\"attachments\":[{\"path\":\"invoices/2026-114.pdf\",\"bytes\":48213}],\"importance\":3,\"draft\":false}";

    static final String SETTINGS = """
            # Bulkhead: settings of one tenant.
            version: 1
            tenant: acme
            name: "Acme Corp"
            session: { ttl: 30m, idle-lock: 10m, hard-lock: 12h }
            sandbox: { profile: network, memory: 512m, processes: 128, disk: 2g, cpu: 1.0 }
            network: { allow: [ "api.acme.example:443", "mcp.mail.example:443" ] }
            hosts: { unknown: ask }
            tools: { allow: [ "*" ], ask: [ "write_file", "crm__send_*" ], deny: [ "*__delete_*" ] }
            limits: { calls-per-minute: 120, concurrent: 8, result-bytes: 10m }
            audit: { retention: 400d, durability: process }
            identity:
              issuer: https://login.acme.example/realms/acme
              client-id: bulkhead
              algorithm: RS256
              groups:
                consultants: { tools: [ "*" ] }
                readers: { tools: [ "read_*", "list_files", "search_files" ] }
            """;

    private Scenery() {}

    static void fill(FakeTenants tenants) {
        tenants.put("acme", new FakeTenant("Acme Corp", "ready").running(51234, 2));
        tenants.put("birch", new FakeTenant("Birch & Sons", "signed-out"));
        tenants.put("cobalt", new FakeTenant("Cobalt Bank", "busy").running(51302, 1));
        tenants.put("delta-health", new FakeTenant("Delta Health", "waiting").running(51377, 1));
        tenants.put("eastway", new FakeTenant("Eastway Energy International Holding", "halted"));
        tenants.put("foxglove", new FakeTenant("Foxglove Legal", "broken"));
        tenants.put("granite", new FakeTenant("Granite Insurance", "locked"));
        tenants.get("delta-health").waiting =
                List.of("network.allow: api.delta.example:443", "tools.allow: crm__send_mail");
        tenants.get("delta-health").profile = "network";
        tenants.get("foxglove").problem =
                "the self-test found an open wall: /home/ada/.ssh can be read (39/40). See 'bulkhead doctor'";
        overview(tenants.get("acme"));
        tenants.get("acme").consultant = "ada";
        tenants.get("delta-health")
                .questions
                .add(FakeTenant.heldCall("q-7k3f", "delta-health", "crm__send_mail", MAIL));
        tenants.get("delta-health")
                .questions
                .add(FakeTenant.unknownHost("q-9m2c", "delta-health", "/home/ada/.local/bin/windsurf"));
        tenants.get("granite")
                .alertList
                .add(FakeTenant.alert(
                        "a-4t7x", "granite", "denied-burst", "5 calls were refused within 60 s", "suspended"));
        ObjectNode settled =
                FakeTenant.alert("a-2b9d", "granite", "off-hours", "a call at 22:14, outside 08:00-19:00", "notified");
        settled.putObject("acknowledged")
                .put("at", "2026-11-21T08:31:00Z")
                .put("by", "2917 /usr/bin/zsh")
                .put("reason", "I worked late");
        tenants.get("granite").alertList.addFirst(settled);
        tenants.get("acme").verdict = FakeTenant.sound(12_345);
        tenants.get("cobalt").verdict = FakeTenant.broken(1017, "2026Q4.db", "its hash is not that of its content");
        morning(tenants.get("acme").audit);
        morning(tenants.get("delta-health").audit);
        morning(tenants.get("cobalt").audit);
    }

    private static void overview(FakeTenant tenant) {
        ObjectNode all = tenant.overview;
        all.put("idleLockSeconds", 540).put("hardLockSeconds", 38_000);
        host(all.withArray("sessions").addObject(), "s-1f3a", 3127, "/usr/bin/claude", 1);
        host(all.withArray("sessions").addObject(), "s-77c0", 3340, "/opt/cursor/cursor", 0);
        tool(all, "crm__delete_account", "deny", "tools.deny \"*__delete_*\"");
        tool(all, "crm__find_contact", "allow", "tools.allow \"*\"");
        tool(all, "crm__send_mail", "ask", "tools.ask \"crm__send_*\"");
        tool(all, "read_file", "allow", "tools.allow \"*\"");
        tool(all, "write_file", "ask", "tools.ask \"write_file\"");
        all.withArray("network").add("api.acme.example:443");
        ObjectNode crm = all.withArray("servers").addObject().put("name", "crm").put("command", "npx");
        crm.put("package", "@acme/crm-mcp")
                .put("installed", "2.4.1")
                .withArray("pids")
                .add(51_301);
        crm.putObject("env").put("CRM_TOKEN", "secret:crm-readonly").put("CRM_REGION", "(set)");
        ObjectNode mail =
                all.withArray("servers").addObject().put("name", "mail").put("kind", "remote");
        mail.put("url", "https://mcp.mail.example/v1").putObject("headers").put("Authorization", "secret:acme-mail");
        mail.put("problem", "the host mcp.mail.example:443 is not in network.allow");
        all.withArray("servers").addObject().put("name", "notes").put("command", "notes-mcp");
        all.withArray("usage")
                .addObject()
                .put("calls", 4_048)
                .put("errors", 31)
                .put("refused", 292)
                .put("bytes_in", 812_345)
                .put("bytes_out", 7_412_345);
    }

    private static void host(ObjectNode into, String session, long pid, String executable, int calls) {
        into.put("session", session).put("since", "2026-11-21T13:21:00Z").put("calls", calls);
        into.putObject("host").put("pid", pid).put("executable", executable);
    }

    private static void tool(ObjectNode into, String name, String policy, String rule) {
        into.withArray("tools")
                .addObject()
                .put("tool", name)
                .put("policy", policy)
                .put("rule", rule)
                .put("pin", name.equals("crm__send_mail") ? "changed" : name.equals("read_file") ? "new" : "pinned")
                .put("pinnedSince", "2026-11-20T09:12:00Z");
    }

    private static void morning(List<ObjectNode> audit) {
        audit.add(FakeTenant.event(at(0), "sign_in", "success", "signed in with the passphrase"));
        audit.add(FakeTenant.event(at(1), "server_started", "success", "profile strict, self-test 40/40"));
        audit.add(FakeTenant.event(at(2), "connection_opened", "success", "Claude Code 2.4.1, protocol 2026-07-28"));
        for (int i = 0; i < 7; i++) {
            int second = 10 + i * 137;
            audit.add(FakeTenant.call(at(second), "list_files", "success", 3.18 + i, "src, 14 entries"));
            audit.add(FakeTenant.call(at(second + 4), "crm__find_contact", "success", 331.4 + i * 17, ""));
            audit.add(FakeTenant.event(at(second + 9), "tool_call_started", "started", "crm__export_all")
                    .put("tool_name", "crm__export_all"));
            audit.add(FakeTenant.call(at(second + 12), "crm__delete_account", "denied", 0.09, "no rule allows it"));
            audit.add(FakeTenant.call(
                    at(second + 31), "write_file", "error", 12.6, "disk quota of the workspace is used up"));
            audit.add(FakeTenant.call(at(second + 40), "crm__find_contact", "limited", 0.05, "120 calls a minute"));
            audit.add(FakeTenant.call(at(second + 44), "search_files", "cancelled", 2_204, "by the host"));
            audit.add(
                    FakeTenant.call(at(second + 61), "read_file", "lost", 0.4, "no end was recorded before a restart"));
            audit.add(FakeTenant.call(at(second + 70), "read_file", "success", 0.42, "notes/2026-11-21.md"));
        }
        long seq = 0;
        for (ObjectNode event : audit) {
            seq++;
            event.put("seq", seq);
        }
    }

    private static String at(int seconds) {
        return MORNING.plusSeconds(seconds).toString();
    }
}
