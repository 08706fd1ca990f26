package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One control request as it was read. Checks what it hands out.
 *
 * @param secrets the raw secrets that followed its line; closed when it is answered
 */
record Request(long id, String command, JsonNode args, List<SecretBytes> secrets, Peer peer) {
    TenantId tenant() throws ControlException {
        try {
            return new TenantId(text("tenant"));
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }

    String text(String name) throws ControlException {
        return optional(name).orElseThrow(() -> ControlException.usage("'" + name + "' is missing"));
    }

    Optional<String> optional(String name) throws ControlException {
        JsonNode value = args.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw ControlException.usage("'" + name + "' is not a text");
        }
        return Optional.of(value.asText());
    }

    boolean flag(String name) {
        return args.path(name).asBoolean(false);
    }

    long number(String name, long otherwise) throws ControlException {
        JsonNode value = args.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.canConvertToLong()) {
            throw ControlException.usage("'" + name + "' is not a whole number");
        }
        return value.asLong();
    }

    /** None where there is no such argument; one that is there and names nothing must not pass for one that is not. */
    List<String> texts(String name) throws ControlException {
        List<String> texts = new ArrayList<>();
        JsonNode list = args.path(name);
        if (list.isMissingNode() || list.isNull()) {
            return texts;
        }
        for (JsonNode value : list) {
            if (value.isTextual()) {
                texts.add(value.asText());
            }
        }
        if (!list.isArray() || texts.isEmpty() || texts.size() < list.size()) {
            throw ControlException.usage("'" + name + "' is not a list of texts");
        }
        return texts;
    }

    /** Returns the absolute path that is given as {@code name}: the supervisor stands in no folder of whoever asks. */
    Path file(String name) throws ControlException {
        try {
            Path file = Path.of(text(name));
            if (file.isAbsolute()) {
                return file.normalize();
            }
        } catch (InvalidPathException e) {
            throw ControlException.usage("'" + name + "' is no path: " + e.getReason());
        }
        throw ControlException.usage("'" + name + "' is no absolute path");
    }

    Optional<YearMonth> month() throws ControlException {
        Optional<String> text = optional("month");
        try {
            return text.map(YearMonth::parse);
        } catch (DateTimeParseException e) {
            throw ControlException.usage("a month is written as 2026-11");
        }
    }

    SecretBytes secret(String what) throws ControlException {
        return secret(0, what);
    }

    /** Returns the secret at {@code index}, of those that came. */
    SecretBytes secret(int index, String what) throws ControlException {
        if (secrets.size() <= index) {
            throw ControlException.usage("the " + what + " is missing");
        }
        return secrets.get(index);
    }
}
