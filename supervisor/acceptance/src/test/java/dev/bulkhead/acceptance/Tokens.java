package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/** What a forger can make of a token without its key (RFC 7515). */
final class Tokens {
    private Tokens() {}

    /** The token with other claims and the signature that it had. */
    static String withClaims(String token, Consumer<ObjectNode> change) throws IOException {
        String[] parts = token.split("\\.", -1);
        return parts[0] + "." + changed(parts[1], change) + "." + parts[2];
    }

    /** The token with another header and the signature that it had. */
    static String withHeader(String token, Consumer<ObjectNode> change) throws IOException {
        String[] parts = token.split("\\.", -1);
        return changed(parts[0], change) + "." + parts[1] + "." + parts[2];
    }

    static String withoutSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    static JsonNode claims(String token) throws IOException {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static String changed(String part, Consumer<ObjectNode> change) throws IOException {
        ObjectNode object = (ObjectNode) Json.read(Base64.getUrlDecoder().decode(part));
        change.accept(object);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(object).getBytes(StandardCharsets.UTF_8));
    }
}
