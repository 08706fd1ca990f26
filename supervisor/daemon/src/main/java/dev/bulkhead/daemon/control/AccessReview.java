package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.evidence.EvidenceTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Who and what may use a tenant now, as the commands that list it say. Stateless. */
final class AccessReview {
    private record Part(String command, String list, String title, String note) {}

    private static final List<Part> PARTS = List.of(
            new Part("vault.slots", "slots", "Access review: who can open the credentials", ""),
            new Part("token.list", "tokens", "Access review: live tokens", "Each ends at its time, at the latest."),
            new Part("host.list", "hosts", "Access review: known AI hosts", ""),
            new Part(
                    "server.list",
                    "servers",
                    "Access review: MCP servers",
                    "Credentials by their names; nothing here can show their values."));

    private final Map<String, Command> commands;

    AccessReview(Map<String, Command> commands) {
        this.commands = Map.copyOf(commands);
    }

    /** Returns the tables for the tenant that {@code request} names. */
    List<EvidenceTable> of(Request request, Reply reply) throws ControlException, IOException {
        List<EvidenceTable> tables = new ArrayList<>();
        for (Part part : PARTS) {
            Command command = commands.get(part.command());
            if (command == null) {
                throw new IllegalStateException("there is no command " + part.command());
            }
            Request read = new Request(
                    request.id(),
                    part.command(),
                    Reply.JSON.createObjectNode().put("tenant", request.tenant().value()),
                    List.of(),
                    request.peer());
            tables.add(table(part, command.run(read, reply).path(part.list())));
        }
        return tables;
    }

    private static EvidenceTable table(Part part, JsonNode list) {
        SequencedSet<String> columns = new LinkedHashSet<>();
        list.forEach(one -> one.fieldNames().forEachRemaining(columns::add));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode one : list) {
            rows.add(columns.stream().map(column -> text(one.path(column))).toList());
        }
        return new EvidenceTable(part.list(), part.title(), part.note(), List.copyOf(columns), rows);
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(AccessReview::text)
                    .collect(Collectors.joining(" "));
        }
        return value.isValueNode() ? value.asText() : value.isMissingNode() ? "" : value.toString();
    }
}
