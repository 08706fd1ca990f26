package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A server that many people run, from npm, with a call of each of its tools, prompts, resources and templates. */
enum OfficialServer {
    EVERYTHING(
            "everything",
            List.of(),
            List.of(
                    tool("echo", "message", "ä ö ü 🛟"),
                    tool("get-annotated-message", "messageType", "error", "includeImage", true),
                    tool("get-env").differing(Differs.ENVIRONMENT),
                    tool("get-resource-links", "count", 4),
                    tool("get-resource-reference", "resourceType", "Text", "resourceId", 3)
                            .differing(Differs.TIME_OF_DAY),
                    tool("get-structured-content", "location", "Chicago"),
                    tool("get-sum", "a", 1.5, "b", 2),
                    tool("get-tiny-image"),
                    tool(
                            "gzip-file-as-resource",
                            "name",
                            "a.gz",
                            "data",
                            "data:text/plain,hello",
                            "outputType",
                            "resource"),
                    tool("toggle-simulated-logging"),
                    tool("toggle-simulated-logging"),
                    tool("toggle-subscriber-updates"),
                    tool("toggle-subscriber-updates"),
                    tool("trigger-long-running-operation", "duration", 0.2, "steps", 2),
                    tool("get-roots-list"),
                    tool("trigger-elicitation-request"),
                    tool("trigger-url-elicitation", "url", "https://example.com/", "elicitationId", "one"),
                    tool("trigger-sampling-request", "prompt", "Hello", "maxTokens", 10),
                    tool("simulate-research-query", "topic", "bulkheads"),
                    prompt("simple-prompt"),
                    prompt("args-prompt", "city", "Bern", "state", "BE"),
                    prompt("completable-prompt", "department", "Sales", "name", "Eve"),
                    prompt("resource-prompt", "resourceType", "Text", "resourceId", "2")
                            .differing(Differs.TIME_OF_DAY),
                    resource("demo://resource/static/document/architecture.md"),
                    resource("demo://resource/dynamic/text/1").differing(Differs.TIME_OF_DAY),
                    resource("demo://resource/dynamic/blob/1").differing(Differs.BLOB),
                    new Call(
                            "completion/complete",
                            Json.object(
                                    "ref", Json.object("type", "ref/prompt", "name", "completable-prompt"),
                                    "argument", Json.object("name", "department", "value", "S"))),
                    new Call(
                            "completion/complete",
                            Json.object(
                                    "ref",
                                            Json.object(
                                                    "type",
                                                    "ref/resource",
                                                    "uri",
                                                    "demo://resource/dynamic/text/{resourceId}"),
                                    "argument", Json.object("name", "resourceId", "value", "1"))))),
    FILESYSTEM(
            "filesystem",
            List.of("files"),
            List.of(
                    tool("list_allowed_directories"),
                    tool("write_file", "path", "files/a.txt", "content", "one\ntwo\nthree\n"),
                    tool("read_file", "path", "files/a.txt"),
                    tool("read_text_file", "path", "files/a.txt", "head", 2),
                    tool("read_media_file", "path", "files/a.txt"),
                    tool("read_multiple_files", "paths", List.of("files/a.txt", "files/none.txt")),
                    tool(
                            "edit_file",
                            "path",
                            "files/a.txt",
                            "edits",
                            List.of(Json.object("oldText", "two", "newText", "2")),
                            "dryRun",
                            false),
                    tool("create_directory", "path", "files/sub"),
                    tool("list_directory", "path", "files"),
                    tool("list_directory_with_sizes", "path", "files"),
                    tool("directory_tree", "path", "files"),
                    tool("move_file", "source", "files/a.txt", "destination", "files/sub/b.txt"),
                    tool("search_files", "path", "files", "pattern", "**/*.txt"),
                    tool("get_file_info", "path", "files/sub/b.txt").differing(Differs.FILE_TIMES),
                    tool("read_file", "path", "/etc/passwd"))),
    MEMORY(
            "memory",
            List.of(),
            List.of(
                    tool("create_entities", "entities", List.of(entity("Ada", "writes"), entity("Bob", "reads"))),
                    tool("create_relations", "relations", List.of(knows())),
                    tool(
                            "add_observations",
                            "observations",
                            List.of(Json.object("entityName", "Ada", "contents", List.of("sleeps")))),
                    tool("read_graph"),
                    tool("search_nodes", "query", "ada"),
                    tool("open_nodes", "names", List.of("Bob")),
                    tool(
                            "delete_observations",
                            "deletions",
                            List.of(Json.object("entityName", "Ada", "observations", List.of("sleeps")))),
                    tool("delete_relations", "relations", List.of(knows())),
                    tool("delete_entities", "entityNames", List.of("Ada")),
                    resource("memory://knowledge-graph")));

    /** What two runs of the same server never agree on. */
    enum Differs {
        NOTHING,
        /** {@code get-env} gives the environment, which in a sandbox is not the caller's: that is what the sandbox is for. */
        ENVIRONMENT,
        /** "created at 6:01:12 AM". */
        TIME_OF_DAY,
        /** As above, in base64. */
        BLOB,
        /** When the file was made, written and read. */
        FILE_TIMES
    }

    /** One request; {@code name} is the tool's or the prompt's, where it has one. */
    record Call(String method, ObjectNode params, Differs differs) {
        Call(String method, ObjectNode params) {
            this(method, params, Differs.NOTHING);
        }

        Call differing(Differs by) {
            return new Call(method, params, by);
        }

        /** The request behind a server that puts {@code prefix} before the names of tools and prompts. */
        ObjectNode params(String prefix) {
            ObjectNode all = params.deepCopy();
            if (all.has("name")) {
                all.put("name", prefix + all.path("name").asText());
            }
            if (all.at("/ref/name").isTextual()) {
                all.withObjectProperty("ref")
                        .put("name", prefix + all.at("/ref/name").asText());
            }
            return all;
        }

        @Override
        public String toString() {
            return method + " " + params;
        }
    }

    private final String label;
    private final List<String> arguments;
    private final List<Call> calls;

    OfficialServer(String label, List<String> arguments, List<Call> calls) {
        this.label = label;
        this.arguments = arguments;
        this.calls = calls;
    }

    String label() {
        return label;
    }

    /** The npm package, as {@code npx} takes it. */
    String npmPackage() {
        return "@modelcontextprotocol/server-" + label + "@2026.8.31";
    }

    /** Arguments after the command: names below the current folder. */
    List<String> arguments() {
        return arguments;
    }

    /** What to ask, in this order. */
    List<Call> calls() {
        return calls;
    }

    private static Call tool(String name, Object... arguments) {
        return new Call("tools/call", Json.object("name", name, "arguments", Json.object(arguments)));
    }

    private static Call prompt(String name, Object... arguments) {
        return new Call("prompts/get", Json.object("name", name, "arguments", Json.object(arguments)));
    }

    private static Call resource(String uri) {
        return new Call("resources/read", Json.object("uri", uri));
    }

    private static ObjectNode entity(String name, String does) {
        return Json.object("name", name, "entityType", "person", "observations", List.of(does));
    }

    private static ObjectNode knows() {
        return Json.object("from", "Ada", "to", "Bob", "relationType", "knows");
    }
}
