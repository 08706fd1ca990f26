package dev.bulkhead.tenantserver.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.mcp.Message.Value;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line as a JSON-RPC message, in one pass and whole: nothing in it is left unchecked as JSON. Fields that it does not
 * know are passed over.
 */
final class MessageReader {
    private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
    private static final String CLIENT_INFO_KEY = "io.modelcontextprotocol/clientInfo";

    private final byte[] line;
    private final int from;
    private final JsonParser json;
    private final Message message;

    private MessageReader(byte[] line, int from, int to, JsonParser json) {
        this.line = line;
        this.from = from;
        this.json = json;
        this.message = new Message(line, from, to);
    }

    /** Returns the message that the line holds; the error says why it is none. */
    static Message read(byte[] line, int from, int to) throws RpcError {
        try (JsonParser json = Json.parser(line, from, to - from)) {
            return new MessageReader(line, from, to, json).message();
        } catch (StreamConstraintsException e) {
            throw new RpcError(
                    RpcError.INVALID_REQUEST, "the message is nested deeper than " + Json.MAX_DEPTH + " levels", null);
        } catch (IOException e) {
            // The library's sentence quotes the line; whether a key came twice is all that is taken from it.
            String why = e.getMessage();
            if (why != null && why.startsWith("Duplicate")) {
                throw new RpcError(RpcError.INVALID_REQUEST, "a key is repeated in one object of the message", null);
            }
            throw new RpcError(RpcError.PARSE_ERROR, "the line is not valid JSON in UTF-8", null);
        }
    }

    private Message message() throws IOException, RpcError {
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                topLevel(json.currentName(), json.nextToken());
            }
        } else {
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw new RpcError(RpcError.PARSE_ERROR, "the line holds more than one JSON value", null);
        }
        if (first != JsonToken.START_OBJECT) {
            String what = first == JsonToken.START_ARRAY ? "batches are not served: send" : "that is no message: send";
            throw new RpcError(RpcError.INVALID_REQUEST, what + " one JSON-RPC object a line", null);
        }
        return checked();
    }

    private Message checked() throws RpcError {
        if (message.isAnswer && message.method == null) {
            return message;
        }
        String why = message.isIdWrong
                ? "the id is neither a string nor an integer"
                : !message.isVersionTwo
                        ? "\"jsonrpc\" is not \"2.0\""
                        : message.method == null
                                ? "there is no method, or it is not a string"
                                : message.areParamsWrong ? "params is not an object" : null;
        if (why != null) {
            throw new RpcError(RpcError.INVALID_REQUEST, "invalid request: " + why, message.id);
        }
        return message;
    }

    private void topLevel(String key, JsonToken token) throws IOException {
        switch (key) {
            case "jsonrpc" -> message.isVersionTwo = token == JsonToken.VALUE_STRING && "2.0".equals(json.getText());
            case "id" -> {
                message.id = id(token);
                message.isIdWrong = message.id == null;
            }
            case "method" -> message.method = text(token);
            case "result", "error" -> {
                message.isAnswer = true;
                json.skipChildren();
            }
            case "params" -> {
                if (token == JsonToken.START_OBJECT) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        param(json.currentName(), json.nextToken());
                    }
                } else {
                    message.areParamsWrong = true;
                    json.skipChildren();
                }
            }
            default -> json.skipChildren();
        }
    }

    private void param(String key, JsonToken token) throws IOException {
        switch (key) {
            case "name" -> message.name = text(token);
            case "protocolVersion" -> message.protocolVersion = text(token);
            case "level" -> message.level = text(token);
            case "requestId" -> message.requestId = id(token);
            case "cursor" -> {
                message.hasCursor = token != JsonToken.VALUE_NULL;
                json.skipChildren();
            }
            case "arguments" -> {
                if (token == JsonToken.VALUE_NULL) {
                    return; // Some hosts send it for a tool that takes none.
                }
                message.arguments = token == JsonToken.START_OBJECT ? Value.RIGHT : Value.WRONG_TYPE;
                message.argumentsFrom = tokenStart();
                json.skipChildren();
                message.argumentsTo = from + (int) json.currentLocation().getByteOffset();
            }
            case "notifications" -> notifications(token);
            case "_meta" -> {
                if (token == JsonToken.START_OBJECT) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        meta(json.currentName(), json.nextToken());
                    }
                }
            }
            default -> json.skipChildren();
        }
    }

    private void notifications(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            message.notifications = Value.WRONG_TYPE;
            json.skipChildren();
            return;
        }
        message.notifications = Value.RIGHT;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_TRUE) {
                for (McpList list : McpList.values()) {
                    if (list.subscribed().equals(key)) {
                        message.lists.add(list);
                    }
                }
            }
            json.skipChildren();
        }
    }

    private void meta(String key, JsonToken token) throws IOException {
        switch (key) {
            case VERSION_KEY -> {
                message.metaVersionText = text(token);
                message.metaVersion = message.metaVersionText == null ? Value.WRONG_TYPE : Value.RIGHT;
            }
            case CAPABILITIES_KEY -> {
                message.metaCapabilities = token == JsonToken.START_OBJECT ? Value.RIGHT : Value.WRONG_TYPE;
                json.skipChildren();
            }
            case CLIENT_INFO_KEY -> {
                message.hasClientInfo = true;
                json.skipChildren();
            }
            default -> json.skipChildren();
        }
    }

    private @Nullable String text(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    private @Nullable RequestId id(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            int quote = tokenStart();
            byte[] raw = Arrays.copyOfRange(line, quote + 1, Json.endOfString(line, quote) - 1);
            return RequestId.text(raw, json.getText());
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            int start = tokenStart();
            return RequestId.number(Arrays.copyOfRange(line, start, Json.endOfNumber(line, start, line.length)));
        }
        json.skipChildren();
        return null;
    }

    private int tokenStart() {
        return from + (int) json.currentTokenLocation().getByteOffset();
    }
}
