package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import org.jspecify.annotations.Nullable;

/** What an upstream may ask of a host while it works on a call, and what the host must have declared for it. */
final class Asking {
    private Asking() {}

    static boolean isKnown(@Nullable String method) {
        return "elicitation/create".equals(method)
                || "sampling/createMessage".equals(method)
                || "roots/list".equals(method);
    }

    /**
     * The capability that a host lacks to be asked this, as {@code requiredCapabilities} names it (JSON), or null when it has it.
     * Before 2025-11-25 an empty {@code elicitation} meant forms; it still does.
     */
    static @Nullable String lacking(@Nullable Span capabilities, String method, @Nullable Span params) {
        return switch (method) {
            case "roots/list" -> has(capabilities, "roots") ? null : "{\"roots\":{}}";
            case "sampling/createMessage" -> lackingForSampling(capabilities, params);
            default -> lackingForElicitation(capabilities, params);
        };
    }

    private static @Nullable String lackingForSampling(@Nullable Span capabilities, @Nullable Span params) {
        Span sampling = JsonObjects.member(capabilities, "sampling");
        if (sampling == null) {
            return "{\"sampling\":{}}";
        }
        boolean needsTools = JsonObjects.member(params, "tools") != null;
        return needsTools && !has(sampling, "tools") ? "{\"sampling\":{\"tools\":{}}}" : null;
    }

    private static @Nullable String lackingForElicitation(@Nullable Span capabilities, @Nullable Span params) {
        Span elicitation = JsonObjects.member(capabilities, "elicitation");
        if (isOfUrl(params)) {
            return has(elicitation, "url") ? null : "{\"elicitation\":{\"url\":{}}}";
        }
        boolean hasForm = elicitation != null && (has(elicitation, "form") || !has(elicitation, "url"));
        return hasForm ? null : "{\"elicitation\":{\"form\":{}}}";
    }

    static boolean isOfUrl(@Nullable Span params) {
        Span mode = JsonObjects.member(params, "mode");
        return mode != null && mode.text().equals("url");
    }

    private static boolean has(@Nullable Span object, String key) {
        return JsonObjects.member(object, key) != null;
    }
}
