package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.json.Shown;
import dev.bulkhead.tenantserver.json.Utf8;
import dev.bulkhead.tenantserver.workspace.Refused;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, checked against what its tool takes. */
public final class Arguments {
    /** A key that is no argument and no identity: hosts send it, the session's own tenant is used. */
    private static final String TENANT_ID = "tenant_id";

    private final Map<String, Object> values = new HashMap<>();

    private Arguments() {}

    /**
     * Reads the object at {@code from} to {@code to} of {@code line}, which a parser has accepted before.
     *
     * @throws Refused when an argument is missing, unknown or of a wrong type
     */
    public static Arguments read(Tool tool, byte[] line, int from, int to) throws Refused {
        Arguments arguments = new Arguments();
        if (to > from) {
            try (JsonParser json = Json.parser(line, from, to - from)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    arguments.take(tool, json, line, from);
                }
            } catch (IOException e) {
                throw new Refused("the arguments of " + tool.name() + " cannot be read: they are not valid JSON text");
            }
        }
        for (Parameter parameter : tool.parameters()) {
            if (parameter.need() == Parameter.Need.REQUIRED && !arguments.values.containsKey(parameter.name())) {
                throw new Refused("the argument '" + parameter.name() + "' is missing: " + tool.name() + " needs "
                        + parameter.meaning());
            }
        }
        return arguments;
    }

    private void take(Tool tool, JsonParser json, byte[] line, int from) throws IOException, Refused {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        Parameter parameter = find(tool.parameters(), name);
        if (parameter == null) {
            if (!name.equals(TENANT_ID)) {
                throw new Refused("'" + Shown.of(name) + "' is no argument of " + tool.name() + ": " + takes(tool));
            }
            json.skipChildren();
            return;
        }
        if (token == JsonToken.VALUE_NULL && parameter.need() == Parameter.Need.OPTIONAL) {
            return;
        }
        values.put(name, value(tool, parameter, json, token, line, from));
    }

    private static Object value(Tool tool, Parameter parameter, JsonParser json, JsonToken token, byte[] line, int from)
            throws IOException, Refused {
        if (parameter.kind() == Parameter.Kind.BOOLEAN && token.isBoolean()) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (parameter.kind() == Parameter.Kind.STRING && token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (parameter.kind() == Parameter.Kind.BYTES && token == JsonToken.VALUE_STRING) {
            int quote = from + (int) json.currentTokenLocation().getByteOffset();
            byte[] bytes = Utf8.unescaped(line, quote + 1, Json.endOfString(line, quote) - 1);
            if (bytes == null || !Utf8.isValid(bytes)) {
                throw new Refused("the argument '" + parameter.name() + "' is not valid Unicode: half of a surrogate"
                        + " pair cannot be written as UTF-8");
            }
            return bytes;
        }
        throw new Refused("the argument '" + parameter.name() + "' is not "
                + (parameter.kind() == Parameter.Kind.BOOLEAN ? "true or false" : "a string") + ": " + tool.name()
                + " needs " + parameter.meaning());
    }

    private static String takes(Tool tool) {
        if (tool.parameters().isEmpty()) {
            return "it takes none";
        }
        StringBuilder names = new StringBuilder("it takes ");
        String between = "";
        for (Parameter parameter : tool.parameters()) {
            names.append(between).append(parameter.name());
            between = ", ";
        }
        return names.toString();
    }

    private static @Nullable Parameter find(List<Parameter> parameters, String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        return null;
    }

    /** Returns a string argument, or {@code otherwise} when the call left it out. */
    public String text(String name, String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    /** Whether the call gave the argument. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns an argument that was read as UTF-8. */
    public byte[] bytes(String name) {
        return values.get(name) instanceof byte[] bytes ? bytes : new byte[0];
    }

    /** Returns whether an argument is there and true. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }
}
