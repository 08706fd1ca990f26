package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What was installed for one server.
 *
 * @param spec as it was asked for
 * @param name the package's own name
 * @param version the version that it came to
 * @param integrity the registry's or the file's digest, as npm wrote it down; "" when npm had none
 * @param bin the program's script, relative to the folder that is mounted at {@code /package}
 * @param scripts whether its install scripts were allowed to run
 * @param at when, RFC 3339
 */
public record Installed(
        String spec, String name, String version, String integrity, String bin, boolean scripts, String at) {

    static Installed read(JsonNode json) {
        return new Installed(
                json.path("spec").asText(),
                json.path("name").asText(),
                json.path("version").asText(),
                json.path("integrity").asText(),
                json.path("bin").asText(),
                json.path("scripts").asBoolean(),
                json.path("at").asText());
    }

    ObjectNode json() {
        return ControlMessages.JSON
                .createObjectNode()
                .put("format", 1)
                .put("spec", spec)
                .put("name", name)
                .put("version", version)
                .put("integrity", integrity)
                .put("bin", bin)
                .put("scripts", scripts)
                .put("at", at);
    }
}
