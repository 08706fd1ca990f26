package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import org.jspecify.annotations.Nullable;

/**
 * What a server says it can do, in either era (MCP server capabilities). What it does not declare it is not asked: many answer
 * with an error, some not at all.
 */
public final class Capabilities {
    private final Span json;

    /** @throws IllegalArgumentException when that is no object */
    public Capabilities(Span json) {
        if (json.first() != '{') {
            throw new IllegalArgumentException("the capabilities are no object");
        }
        this.json = json;
    }

    public byte[] bytes() {
        return json.copy();
    }

    boolean has(String name) {
        return member(json, name) != null;
    }

    /** Whether {@code name.flag} is true. */
    boolean has(String name, String flag) {
        Span value = member(member(json, name), flag);
        return value != null && value.is("true");
    }

    /** Whether {@code tasks.requests.tools.call} is there (MCP 2025-11-25, tasks). */
    boolean runsToolsAsTasks() {
        return member(member(member(member(json, "tasks"), "requests"), "tools"), "call") != null;
    }

    /** Whether {@code method} belongs to a capability that is not declared. */
    boolean lacks(String method) {
        int slash = method.indexOf('/');
        if (slash < 0) {
            return false;
        }
        return switch (method.substring(0, slash)) {
            case "prompts" -> !has("prompts");
            case "resources" -> !has("resources");
            case "completion" -> !has("completions");
            case "logging" -> !has("logging");
            default -> false;
        };
    }

    private static @Nullable Span member(@Nullable Span object, String key) {
        return JsonObjects.member(object, key);
    }
}
