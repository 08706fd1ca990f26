package dev.bulkhead.daemon.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.daemon.sandbox.Confinement.Access;
import dev.bulkhead.daemon.sandbox.Confinement.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A checked profile for Windows: only keys and values that are known here, each with its reason, so that a slip in a file cannot open
 * a wall.
 *
 * @param grants what the container may touch, by variables
 * @param variables its environment, by variables
 */
record WindowsProfile(List<Rule> grants, List<Rule> variables) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final Set<String> KEYS = Set.of(
            "bulkhead-windows",
            "name",
            "about",
            "capabilities",
            "processes",
            "user-interface",
            "grants",
            "environment");
    private static final Set<String> READABLE =
            Set.of("${RUNTIME}", "${JARS}", "${ARCHIVE}", "${WORKSPACE}", "${TEMPORARY}");
    private static final Set<String> WRITABLE = Set.of("${WORKSPACE}", "${TEMPORARY}");
    private static final Set<String> VARIABLES =
            Set.of("SystemRoot", "LOCALAPPDATA", "USERPROFILE", "TEMP", "TMP", "PATH");

    /** A path or a variable's name, and the access or the value. */
    record Rule(String what, String value) {}

    WindowsProfile {
        grants = List.copyOf(grants);
        variables = List.copyOf(variables);
    }

    static WindowsProfile read(Path file) throws SandboxUnavailableException {
        JsonNode document;
        try {
            document = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw wrong(file, "it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw wrong(file, "it cannot be read: " + e.getMessage());
        }
        Set<String> keys = new HashSet<>();
        document.fieldNames().forEachRemaining(keys::add);
        if (!keys.equals(KEYS) || document.path("bulkhead-windows").asInt() != 1) {
            throw wrong(file, "it has the keys " + keys + ", and must have " + KEYS + ", in version 1");
        }
        only(file, document, "capabilities", "none");
        only(file, document, "processes", "1");
        only(file, document, "user-interface", "none");
        List<Rule> grants = rules(file, document.path("grants"), "path", "access");
        for (Rule grant : grants) {
            boolean isKnown = grant.value.equals("read") && READABLE.contains(grant.what)
                    || grant.value.equals("modify") && WRITABLE.contains(grant.what);
            if (!isKnown) {
                throw wrong(file, "'" + grant.value + "' of " + grant.what + " is no grant of a profile");
            }
        }
        List<Rule> variables = rules(file, document.path("environment"), "name", "value");
        for (Rule variable : variables) {
            if (!VARIABLES.contains(variable.what)) {
                throw wrong(file, "'" + variable.what + "' is no variable that a sandbox may have");
            }
        }
        return new WindowsProfile(grants, variables);
    }

    private static void only(Path file, JsonNode document, String key, String value)
            throws SandboxUnavailableException {
        JsonNode rule = document.path(key);
        if (!rule.path("value").asText().equals(value)
                || rule.path("why").asText().isBlank()
                || rule.size() != 2) {
            throw wrong(file, "'" + key + "' is " + value + ", with the reason why, and nothing else");
        }
    }

    private static List<Rule> rules(Path file, JsonNode list, String what, String value)
            throws SandboxUnavailableException {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode each : list) {
            boolean isWhole = each.path(what).isTextual() && each.path(value).isTextual() && each.size() == 3;
            if (!isWhole || each.path("why").asText().isBlank()) {
                throw wrong(file, each + " is no rule: '" + what + "', '" + value + "' and the reason 'why'");
            }
            rules.add(new Rule(each.path(what).asText(), each.path(value).asText()));
        }
        return rules;
    }

    private static SandboxUnavailableException wrong(Path file, String what) {
        return new SandboxUnavailableException("the profile " + file + " is not what it should be: " + what);
    }

    List<Grant> grants(Map<String, String> values) throws SandboxUnavailableException {
        List<Grant> filled = new ArrayList<>();
        for (Rule grant : grants) {
            filled.add(new Grant(
                    Path.of(filled(grant.what, values)), grant.value.equals("read") ? Access.READ : Access.MODIFY));
        }
        return filled;
    }

    Map<String, String> environment(Map<String, String> values) throws SandboxUnavailableException {
        Map<String, String> environment = new TreeMap<>();
        for (Rule variable : variables) {
            environment.put(variable.what, filled(variable.value, values));
        }
        return environment;
    }

    private static String filled(String text, Map<String, String> values) throws SandboxUnavailableException {
        return new Profile("windows", List.of(List.of(text))).filledIn(values).getFirst();
    }
}
