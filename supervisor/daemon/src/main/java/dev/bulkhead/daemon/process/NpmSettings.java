package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the consultant's npm is set up: the registries that it knows, and the way to them. Immutable.
 *
 * @param values as {@code npm config list --json} gives them, texts alone
 * @param noProxy hosts to which no proxy leads
 */
record NpmSettings(Map<String, String> values, List<String> noProxy) {
    private static final List<String> PASSED_ON = List.of("registry", "cafile", "replace-registry-host");

    NpmSettings {
        values = Map.copyOf(values);
        noProxy = List.copyOf(noProxy);
    }

    static NpmSettings read(String json) throws IOException, SandboxUnavailableException {
        JsonNode all;
        try {
            all = ControlMessages.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException("npm does not tell its settings", e);
        }
        Map<String, String> values = new TreeMap<>();
        all.properties().forEach(each -> {
            if (each.getValue().isTextual() && !each.getValue().asText().isBlank()) {
                values.put(each.getKey(), each.getValue().asText());
            }
        });
        for (String proxy : List.of("proxy", "https-proxy")) {
            if (!all.has(proxy)) {
                throw new SandboxUnavailableException("npm's setting '" + proxy + "' holds a password, which npm tells"
                        + " nobody: name a proxy there that needs none");
            }
        }
        List<String> without = new java.util.ArrayList<>();
        all.path("noproxy").forEach(host -> without.add(host.asText()));
        return new NpmSettings(values, without);
    }

    /** Returns what npm inside is told: where packages come from, but not how to get there, for there is one way. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith("@") && name.endsWith(":registry")) {
                environment.put("npm_config_" + name, value);
            } else if (PASSED_ON.contains(name)) {
                environment.put("npm_config_" + name.replace('-', '_'), value);
            }
        });
        return environment;
    }

    /** The certificates of authorities that npm is to trust. */
    Optional<Path> certificates() {
        return Optional.ofNullable(values.get("cafile")).map(Path::of);
    }

    /**
     * Returns where an install of {@code spec} leads: to the registries, at whatever address they are, and to the host of a package
     * that is named by its URL.
     */
    Reach reach(String spec) throws SandboxUnavailableException {
        Set<Destination> named = new LinkedHashSet<>();
        for (Map.Entry<String, String> each : values.entrySet()) {
            if (each.getKey().equals("registry") || each.getKey().endsWith(":registry")) {
                named.add(destination(each.getValue()));
            }
        }
        if (spec.startsWith("https://") || spec.startsWith("http://")) {
            named.add(destination(spec));
        }
        List<Reach.Way> ways = new java.util.ArrayList<>();
        for (Destination to : named) {
            ways.add(new Reach.Way(to, Reach.Addresses.ANY, proxy(to)));
        }
        return new Reach(ways);
    }

    private Optional<Destination> proxy(Destination to) throws SandboxUnavailableException {
        boolean isDirect = noProxy.stream()
                .map(host -> host.startsWith(".") ? host.substring(1) : host)
                .anyMatch(host -> to.host().equals(host) || to.host().endsWith("." + host));
        String proxy = values.getOrDefault("https-proxy", values.getOrDefault("proxy", ""));
        if (isDirect || proxy.isEmpty()) {
            return Optional.empty();
        }
        if (!proxy.toLowerCase(Locale.ROOT).startsWith("http://")) {
            throw new SandboxUnavailableException("npm's proxy is " + proxy + ", and an install is let through one"
                    + " whose URL begins with http:// alone: name that one with 'npm config set https-proxy'");
        }
        return Optional.of(destination(proxy));
    }

    private static Destination destination(String url) throws SandboxUnavailableException {
        try {
            URI uri = URI.create(url);
            boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
            String host = String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", "");
            return new Destination(host, uri.getPort() > 0 ? uri.getPort() : isSecure ? 443 : 80);
        } catch (IllegalArgumentException e) {
            throw new SandboxUnavailableException("npm's settings or the package name " + url + ", which is no URL");
        }
    }
}
