package dev.bulkhead.daemon.tenant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Says what a change of settings lets a tenant, its tools or its host do that they could not before.
 *
 * <p>Such a change waits for the consultant: an agent with a shell can write the file too. What is not provably the same or
 * narrower counts as wider; so does what weakens the audit. Stateless.
 */
public final class Widening {
    private final List<String> wider = new ArrayList<>();

    private Widening() {}

    /** Returns one sentence for each thing that {@code changed} allows beyond {@code accepted}; none for a narrowing. */
    public static List<String> of(TenantSettings accepted, TenantSettings changed) {
        Widening widening = new Widening();
        widening.compare(accepted, changed);
        return List.copyOf(widening.wider);
    }

    private void compare(TenantSettings accepted, TenantSettings changed) {
        if (!accepted.workspace().equals(changed.workspace())) {
            wider.add("workspace: another folder, "
                    + changed.workspace().map(Object::toString).orElse("the one in Bulkhead's home"));
        }
        session(accepted.session(), changed.session());
        sandbox(accepted.sandbox(), changed.sandbox());
        for (Destination destination : changed.network().allow()) {
            if (!accepted.network().allow().contains(destination)) {
                wider.add("network.allow: " + destination + " can be reached, which it could not");
            }
        }
        if (accepted.hosts().unknown() == UnknownHosts.ASK && changed.hosts().unknown() == UnknownHosts.ALLOW) {
            wider.add("hosts.unknown: AI hosts that were not seen before connect without asking");
        }
        accepted.hosts().tools().forEach((host, tools) -> {
            List<ToolPattern> now = changed.hosts().tools().get(host);
            if (now == null || !ToolWidening.isWithin(now, tools)) {
                wider.add("hosts.tools: hosts called \"" + host + "\" can call more tools than they could");
            }
        });
        wider.addAll(ToolWidening.of(accepted.tools(), changed.tools()));
        if (accepted.tools().askInHost() == AskInHost.NO && changed.tools().askInHost() == AskInHost.YES) {
            wider.add("tools.ask-in-host: an AI host answers itself what you are asked before a call");
        }
        limits(accepted.limits(), changed.limits());
        wider.addAll(AuditWidening.of(accepted.audit(), changed.audit()));
        wider.addAll(AlertWidening.of(accepted.alerts(), changed.alerts()));
        wider.addAll(IdentityWidening.of(accepted.identity(), changed.identity()));
        changed.mcpServers().forEach((name, server) -> {
            UpstreamSettings before = accepted.mcpServers().get(name);
            if (!server.equals(before)) {
                wider.add("mcpServers." + name + ": " + (before == null ? "a new server, " : "another server, ")
                        + what(server));
            }
        });
    }

    private void session(TenantSettings.Session accepted, TenantSettings.Session changed) {
        longer("session.ttl", accepted.ttl(), changed.ttl());
        longer("session.idle-lock", accepted.idleLock(), changed.idleLock());
        longer("session.hard-lock", accepted.hardLock(), changed.hardLock());
        for (LockOn on : accepted.lockOn()) {
            if (!changed.lockOn().contains(on)) {
                wider.add("session.lock-on: no longer locked on " + on.wireName());
            }
        }
        if (changed.switching().compareTo(accepted.switching()) > 0) {
            wider.add(
                    "session.switching: connections go over to another tenant, and come from one, without a new connection");
        }
    }

    private void sandbox(TenantSettings.Sandbox accepted, TenantSettings.Sandbox changed) {
        if (changed.profile().compareTo(accepted.profile()) > 0) {
            wider.add("sandbox.profile: " + changed.profile().wireName() + " is weaker than "
                    + accepted.profile().wireName());
        }
        more("sandbox.memory", accepted.memory(), changed.memory());
        more("sandbox.disk", accepted.disk(), changed.disk());
        if (changed.processes() > accepted.processes()) {
            wider.add("sandbox.processes: " + changed.processes() + " instead of " + accepted.processes());
        }
        if (changed.cpu() > accepted.cpu()) {
            wider.add("sandbox.cpu: " + changed.cpu() + " instead of " + accepted.cpu());
        }
    }

    private void limits(TenantSettings.Limits accepted, TenantSettings.Limits changed) {
        more("limits.calls-per-minute", accepted.callsPerMinute(), changed.callsPerMinute());
        more("limits.concurrent", accepted.concurrent(), changed.concurrent());
        more("limits.result-bytes", accepted.resultBytes(), changed.resultBytes());
    }

    private void longer(String key, Duration accepted, Duration changed) {
        if (changed.compareTo(accepted) > 0) {
            wider.add(key + ": " + Units.text(changed) + " instead of " + Units.text(accepted));
        }
    }

    private void more(String key, long accepted, long changed) {
        if (changed > accepted) {
            wider.add(key + ": " + Units.text(changed) + " instead of " + Units.text(accepted));
        }
    }

    private void more(String key, OptionalInt accepted, OptionalInt changed) {
        if (accepted.isPresent() && changed.orElse(Integer.MAX_VALUE) > accepted.getAsInt()) {
            wider.add(key + ": " + (changed.isPresent() ? changed.getAsInt() : "no limit") + " instead of "
                    + accepted.getAsInt());
        }
    }

    private static List<String> injected(Map<String, UpstreamSettings.Injection> injections) {
        return injections.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue().header() + " towards "
                        + each.getValue().to() + ")")
                .toList();
    }

    /** Names the command or the URL's host alone: people put secrets into arguments and paths. */
    private static String what(UpstreamSettings server) {
        return switch (server) {
            case UpstreamSettings.Stdio stdio ->
                "the command " + stdio.command() + " with " + stdio.args().size() + " arguments and the variables "
                        + stdio.env().keySet()
                        + (stdio.inject().isEmpty()
                                ? ""
                                : ", and the secrets that are put into its requests " + injected(stdio.inject()));
            case UpstreamSettings.Remote remote ->
                "at " + remote.url().getHost() + " with the headers "
                        + remote.headers().keySet();
        };
    }
}
