package dev.bulkhead.protocol.mcp;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lists of a server whose changes hosts are told of, and MCP's words for that. */
public enum McpList {
    TOOLS("tools"),
    PROMPTS("prompts"),
    /** With their templates. */
    RESOURCES("resources");

    private final String capability;

    McpList(String capability) {
        this.capability = capability;
    }

    /** The notification that says that the list has changed. */
    public String notification() {
        return "notifications/" + capability + "/list_changed";
    }

    /** What a subscription names it by (MCP 2026-07-28, subscriptions). */
    public String subscribed() {
        return capability + "ListChanged";
    }

    /**
     * Returns the lists that {@code capabilities} declare with {@code listChanged}.
     *
     * @throws IllegalArgumentException when two parsers could read them differently
     */
    public static Set<McpList> declaredIn(Span capabilities) {
        Set<McpList> declared = EnumSet.noneOf(McpList.class);
        for (McpList list : values()) {
            if (isTrue(JsonObjects.member(capabilities, list.capability), "listChanged")) {
                declared.add(list);
            }
        }
        return declared;
    }

    /**
     * Returns the lists that a subscription's {@code notifications} name.
     *
     * @throws IllegalArgumentException when two parsers could read them differently
     */
    public static Set<McpList> namedIn(@Nullable Span notifications) {
        Set<McpList> named = EnumSet.noneOf(McpList.class);
        for (McpList list : values()) {
            if (isTrue(notifications, list.subscribed())) {
                named.add(list);
            }
        }
        return named;
    }

    private static boolean isTrue(@Nullable Span object, String key) {
        Span value = JsonObjects.member(object, key);
        return value != null && value.is("true");
    }
}
