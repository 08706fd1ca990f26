package dev.bulkhead.daemon.tenant;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes settings as the YAML that a consultant edits: every section with its values, each with a few words. What is written
 * reads back as the same settings. Stateless.
 */
public final class SettingsWriter {
    private SettingsWriter() {}

    public static String yaml(TenantSettings s) {
        StringBuilder out =
                new StringBuilder("# Bulkhead: settings of one tenant. A change takes effect within 2 seconds;\n"
                        + "# one that allows more waits for: bulkhead tenant confirm " + s.tenant() + "\n");
        out.append("version: 1\n");
        out.append("tenant: ").append(s.tenant()).append('\n');
        out.append("name: ").append(quoted(s.name())).append('\n');
        s.workspace()
                .ifPresent(path -> out.append("workspace: ")
                        .append(quoted(path.toString()))
                        .append("   # the only folder that its tools can write to\n"));
        out.append("session: { ttl: ").append(Units.text(s.session().ttl()));
        if (!s.session().sleepAfter().equals(TenantSettings.Session.DEFAULT.sleepAfter())) {
            out.append(", sleep-after: ").append(Units.text(s.session().sleepAfter()));
        }
        out.append(", idle-lock: ").append(Units.text(s.session().idleLock()));
        out.append(", hard-lock: ").append(Units.text(s.session().hardLock()));
        if (!s.session().lockOn().equals(TenantSettings.Session.DEFAULT.lockOn())) {
            out.append(", lock-on: ")
                    .append(list(s.session().lockOn().stream()
                            .map(LockOn::wireName)
                            .sorted()
                            .toList()));
        }
        if (s.session().switching() != TenantSettings.Session.DEFAULT.switching()) {
            out.append(", switching: ").append(s.session().switching().wireName());
        }
        out.append(" }   # life of a token; lock after idling; lock in any case\n");
        out.append("sandbox: { profile: ").append(s.sandbox().profile().wireName());
        out.append(", memory: ").append(Units.text(s.sandbox().memory()));
        out.append(", processes: ").append(s.sandbox().processes());
        out.append(", disk: ").append(Units.text(s.sandbox().disk()));
        out.append(", cpu: ").append(s.sandbox().cpu());
        out.append(" }   # profile: strict (no network) or network\n");
        out.append("network: { allow: ").append(list(s.network().allow())).append(" }   # host:port\n");
        out.append("hosts: { unknown: ").append(s.hosts().unknown().wireName());
        if (!s.hosts().tools().isEmpty()) {
            out.append(s.hosts().tools().entrySet().stream()
                    .map(entry -> quoted(entry.getKey().value()) + ": " + list(entry.getValue()))
                    .collect(Collectors.joining(", ", ", tools: { ", " }")));
        }
        out.append(" }   # an AI host that was not seen before: ask or allow\n");
        out.append("tools: { allow: ").append(list(s.tools().allow()));
        out.append(", ask: ").append(list(s.tools().ask()));
        out.append(", deny: ").append(list(s.tools().deny()));
        if (!s.tools().askTimeout().equals(TenantSettings.Tools.ASK_TIMEOUT)) {
            out.append(", ask-timeout: ").append(Units.text(s.tools().askTimeout()));
        }
        if (s.tools().askInHost() == AskInHost.YES) {
            out.append(", ask-in-host: true");
        }
        out.append(" }   # deny beats ask beats allow\n");
        limits(out, s.limits());
        audit(out, s.audit());
        upstreams(out, s.mcpServers());
        s.identity().ifPresent(identity -> identity(out, identity));
        alerts(out, s.alerts());
        return out.toString();
    }

    private static void identity(StringBuilder out, IdentitySettings identity) {
        out.append("identity:   # the client's provider, which vouches for the consultant at each sign-in\n");
        out.append("  issuer: ").append(quoted(identity.issuer().toString())).append('\n');
        out.append("  client-id: ").append(quoted(identity.clientId())).append('\n');
        out.append("  algorithm: ").append(identity.algorithm()).append('\n');
        out.append("  scopes: ").append(list(identity.scopes())).append('\n');
        out.append("  groups-claim: ").append(quoted(identity.groupsClaim())).append('\n');
        out.append("  groups:")
                .append(identity.groups().isEmpty() ? " {}" : "")
                .append("   # no other group may do anything\n");
        identity.groups()
                .forEach((name, group) -> out.append("    ")
                        .append(quoted(name))
                        .append(": { tools: ")
                        .append(list(group.tools()))
                        .append(", prefix: ")
                        .append(quoted(group.prefix().value()))
                        .append(", lifetime: ")
                        .append(Units.text(group.lifetime()))
                        .append(" }\n"));
        out.append("  offline-grace: ")
                .append(Units.text(identity.offlineGrace()))
                .append('\n');
        out.append("  device-flow: ").append(identity.deviceFlow().wireName()).append('\n');
        identity.reauthenticate()
                .ifPresent(age -> out.append("  reauthenticate: { max-age: ")
                        .append(Units.text(age))
                        .append(" }\n"));
    }

    /** Only what is not the default: a rule that gets better later must not be held back by a line that nobody wrote. */
    private static void alerts(StringBuilder out, AlertSettings alerts) {
        if (alerts.equals(AlertSettings.DEFAULT)) {
            return;
        }
        out.append("alerts:   # supervisor/docs/alerts.md has the rules\n");
        alerts.hours()
                .ifPresent(hours -> out.append("  hours: ")
                        .append(quoted(hours.hours()))
                        .append("\n  days: ")
                        .append(list(hours.dayNames()))
                        .append('\n'));
        for (AlertRule rule : alerts.rules().values()) {
            AlertRule plain = rule.kind().byDefault();
            if (!rule.equals(plain)) {
                out.append("  ").append(rule.kind().wireName()).append(": { ");
                if (rule.threshold() != plain.threshold()) {
                    boolean bytes = rule.kind().unit() == AlertRule.Unit.BYTES;
                    out.append("threshold: ").append(bytes ? Units.text(rule.threshold()) : rule.threshold() + "");
                    out.append(", ");
                }
                out.append("action: ").append(quoted(rule.action().wireName())).append(" }\n");
            }
        }
    }

    private static void audit(StringBuilder out, AuditSettings audit) {
        out.append("audit: { retention: ").append(Units.text(audit.retention()));
        if (audit.isBelowAYear()) {
            out.append(", retention-below-a-year: true");
        }
        out.append(", durability: ").append(audit.durability().wireName());
        audit.anchor().ifPresent(anchor -> out.append(", anchor: ").append(quoted(anchor.toString())));
        audit.otlp().ifPresent(otlp -> out.append(", otlp: ").append(quoted(otlp.toString())));
        audit.timestamp()
                .ifPresent(t -> out.append(", timestamp: { url: ")
                        .append(quoted(t.url().toString()))
                        .append(", every: ")
                        .append(Units.text(t.every()))
                        .append(", certificate: ")
                        .append(quoted(t.certificate().toString()))
                        .append(" }"));
        audit.evidence().ifPresent(folder -> out.append(", evidence: ").append(quoted(folder.toString())));
        out.append(" }   # durability: process or power-loss\n");
    }

    private static void limits(StringBuilder out, TenantSettings.Limits limits) {
        out.append("limits: { ");
        limits.callsPerMinute()
                .ifPresent(n -> out.append("calls-per-minute: ").append(n).append(", "));
        limits.concurrent().ifPresent(n -> out.append("concurrent: ").append(n).append(", "));
        out.append("result-bytes: ").append(Units.text(limits.resultBytes()));
        out.append(" }   # also calls-per-minute and concurrent\n");
    }

    private static void upstreams(StringBuilder out, Map<String, UpstreamSettings> upstreams) {
        out.append("mcpServers:").append(upstreams.isEmpty() ? " {}" : "");
        out.append("   # values as secret:NAME come from the vault\n");
        upstreams.forEach((name, upstream) -> {
            out.append("  ").append(name).append(": { ");
            switch (upstream) {
                case UpstreamSettings.Stdio stdio ->
                    out.append("command: ")
                            .append(quoted(stdio.command()))
                            .append(", args: ")
                            .append(list(stdio.args()))
                            .append(", env: ")
                            .append(values(stdio.env()))
                            .append(injections(stdio.inject()));
                case UpstreamSettings.Remote remote ->
                    out.append("url: ")
                            .append(quoted(remote.url().toString()))
                            .append(", headers: ")
                            .append(values(remote.headers()));
            }
            out.append(" }\n");
        });
    }

    private static String injections(Map<String, UpstreamSettings.Injection> injections) {
        if (injections.isEmpty()) {
            return "";
        }
        return injections.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ": { host: "
                        + quoted(entry.getValue().to().toString()) + ", header: "
                        + quoted(entry.getValue().header()) + " }")
                .collect(Collectors.joining(", ", ", inject: { ", " }"));
    }

    private static String values(Map<String, UpstreamSettings.Value> values) {
        return values.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ": " + quoted(text(entry.getValue())))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String text(UpstreamSettings.Value value) {
        return switch (value) {
            case UpstreamSettings.Value.Literal literal -> literal.text();
            case UpstreamSettings.Value.Secret secret -> "secret:" + secret.name();
            case UpstreamSettings.Value.Injected injected -> "inject:" + injected.name();
        };
    }

    private static String list(List<?> items) {
        return items.stream().map(item -> quoted(item.toString())).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A JSON string is a YAML 1.2 string; what YAML does not allow to stand raw is written as an escape. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : JsonStringEncoder.getInstance().quoteAsString(text)) {
            if (c < 0x20
                    || c > 0x7e
                            && Character.getType(c) != Character.LOWERCASE_LETTER
                            && Character.getType(c) != Character.UPPERCASE_LETTER
                            && Character.getType(c) != Character.OTHER_LETTER) {
                out.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
