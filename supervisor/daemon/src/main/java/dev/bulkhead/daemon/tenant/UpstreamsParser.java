package dev.bulkhead.daemon.tenant;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code mcpServers} of a tenant's settings. Stateless. */
final class UpstreamsParser {
    private UpstreamsParser() {}

    static SortedMap<String, UpstreamSettings> upstreams(YamlSection root) {
        YamlSection servers = root.section("mcpServers");
        SortedMap<String, UpstreamSettings> upstreams = new TreeMap<>();
        for (String name : servers.names()) {
            if (!UpstreamSettings.NAME.matcher(name).matches() || upstreams.size() == TenantSettings.MOST_UPSTREAMS) {
                servers.problem(
                        name,
                        "at most " + TenantSettings.MOST_UPSTREAMS + " servers, each named by a lower-case"
                                + " letter, then up to 19 lower-case letters, digits or '-'");
            } else {
                upstream(servers, name).ifPresent(upstream -> upstreams.put(name, upstream));
            }
        }
        return upstreams;
    }

    private static Optional<UpstreamSettings> upstream(YamlSection servers, String name) {
        YamlSection s = servers.section(name);
        boolean remote = s.has("url");
        s.onlyKeys(
                remote
                        ? new String[] {"type", "url", "headers"}
                        : new String[] {"type", "command", "args", "env", "inject"});
        s.choice("type", "", remote ? List.of("http", "streamable-http") : List.of("stdio"), type -> type);
        if (remote) {
            SortedMap<String, UpstreamSettings.Value> headers = values(s.section("headers"));
            Optional<UpstreamSettings> none = Optional.empty();
            return s.text("url", none, url -> Optional.of(new UpstreamSettings.Remote(URI.create(url), headers)));
        }
        if (!s.has("command")) {
            s.problem("", "a server needs a command, or a url");
            return Optional.empty();
        }
        String command = s.text("command", "?", text -> text);
        List<String> args = s.texts("args", List.of(), text -> text);
        SortedMap<String, UpstreamSettings.Value> env = values(s.section("env"));
        SortedMap<String, UpstreamSettings.Injection> inject = injections(s.section("inject"));
        return s.checked(
                "", Optional.empty(), () -> Optional.of(new UpstreamSettings.Stdio(command, args, env, inject)));
    }

    private static SortedMap<String, UpstreamSettings.Injection> injections(YamlSection s) {
        SortedMap<String, UpstreamSettings.Injection> injections = new TreeMap<>();
        for (String name : s.names()) {
            YamlSection one = s.section(name);
            one.onlyKeys("host", "header");
            Optional<Destination> none = Optional.empty();
            Optional<Destination> host = one.text("host", none, text -> Optional.of(Destination.parse(text)));
            String header = one.text("header", "", text -> text);
            if (host.isEmpty() || header.isEmpty()) {
                one.problem(
                        "",
                        "host and header are wanted, as in { host: \"api.acme.example:443\", header: Authorization }");
            } else {
                one.checked(
                                "header",
                                Optional.<UpstreamSettings.Injection>empty(),
                                () -> Optional.of(new UpstreamSettings.Injection(host.get(), header)))
                        .ifPresent(injection -> injections.put(name, injection));
            }
        }
        return injections;
    }

    private static SortedMap<String, UpstreamSettings.Value> values(YamlSection s) {
        SortedMap<String, UpstreamSettings.Value> values = new TreeMap<>();
        for (String name : s.names()) {
            values.put(name, s.text(name, new UpstreamSettings.Value.Literal(""), UpstreamSettings.Value::parse));
        }
        return values;
    }
}
