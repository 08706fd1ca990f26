package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tools of a legacy upstream run as tasks alone (MCP 2025-11-25, tasks): the host is not told, and waits for the result. */
final class ToolTasks {
    private static final int MOST = 10_000;

    private final Set<String> required = new HashSet<>();

    boolean isRequired(@Nullable Span tool) {
        return tool != null && required.contains(tool.text());
    }

    /** Takes {@code execution} out of the tools of a list. */
    void learn(JsonObject result) {
        Span tools = result.get("tools");
        List<Span> elements = JsonObjects.elements(tools);
        ByteArrayOutputStream out = new ByteArrayOutputStream(tools == null ? 16 : tools.length());
        boolean isChanged = false;
        for (Span element : elements) {
            out.write(out.size() == 0 ? '[' : ',');
            JsonObject tool = element.first() == '{' ? new JsonObject(element) : null;
            if (tool != null && learnOne(tool)) {
                isChanged = true;
                out.writeBytes(tool.bytes());
            } else {
                out.write(element.bytes(), element.start(), element.length());
            }
        }
        if (isChanged) {
            out.write(']');
            result.put("tools", out.toByteArray());
        }
    }

    /** Returns whether the tool was changed. */
    private boolean learnOne(JsonObject tool) {
        Span name = tool.get("name");
        Span support = JsonObjects.member(tool.get("execution"), "taskSupport");
        if (name != null) {
            if (support == null || !support.text().equals("required")) {
                required.remove(name.text());
            } else if (required.size() < MOST) {
                required.add(name.text());
            }
        }
        return tool.remove("execution");
    }
}
