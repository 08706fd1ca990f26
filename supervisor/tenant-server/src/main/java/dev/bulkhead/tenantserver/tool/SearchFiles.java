package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.workspace.Refused;
import dev.bulkhead.tenantserver.workspace.RelativePath;
import dev.bulkhead.tenantserver.workspace.Walk;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** {@code search_files}: where a text stands, in names and in lines. */
final class SearchFiles implements Tool {
    private static final int LIMIT = 1000;
    private static final int LARGEST_FILE = 10 * 1024 * 1024;
    private static final int LONGEST_QUERY = 1000;
    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter("query", Parameter.Kind.STRING, Parameter.Need.REQUIRED, "the text to look for"),
            new Parameter(
                    "path",
                    Parameter.Kind.STRING,
                    Parameter.Need.OPTIONAL,
                    "the path of a file or folder, relative to the workspace"));

    private final Workspace workspace;

    SearchFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String name() {
        return "search_files";
    }

    @Override
    public String definition() {
        return """
                {"name":"search_files","title":"Search files",\
                "description":"Finds a text, letter by letter but whatever its case, in the names and in the lines of the\
                 workspace's files. Binary files and files over 10 MiB are searched by name alone; symlinks are not followed.",\
                "inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "query":{"type":"string","minLength":1,"maxLength":1000,"description":"The text to look for"},\
                "path":{"type":"string","description":"Path of the file or folder to search, relative to the workspace; without\
                 it, the whole workspace"}},"required":["query"],"additionalProperties":false},\
                "outputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "matches":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},\
                "line":{"type":"integer","minimum":0,"description":"Counted from 1; 0 where the name matches"},\
                "text":{"type":"string","description":"The line, or its part around the match"}},\
                "required":["path","line","text"],"additionalProperties":false}},\
                "truncated":{"type":"boolean","description":"Whether there may be more matches than are listed"}},\
                "required":["matches","truncated"],"additionalProperties":false},\
                "annotations":{"title":"Search files","readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,\
                "openWorldHint":false}}""";
    }

    @Override
    public List<Parameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public Pace pace() {
        return Pace.MAY_TAKE_LONG;
    }

    @Override
    public Result call(Call call) throws Refused {
        Arguments arguments = call.arguments();
        String query = arguments.text("query", "");
        if (query.isEmpty() || query.length() > LONGEST_QUERY) {
            throw new Refused("the query has " + query.length() + " characters: give 1 to " + LONGEST_QUERY);
        }
        RelativePath path = arguments.has("path")
                ? RelativePath.parse(arguments.text("path", ""))
                : call.session().prefix().start();
        Search search = new Search(new Needle(query), call.cancellation());
        Walk walk = new Walk(search);
        workspace.walk(path, call.session().prefix(), walk);
        search.truncated |= walk.leftOut();
        return search;
    }

    private record Match(String path, int line, String text) {}

    private static final class Search implements Walk.Visitor, LineSearch.Found, Result {
        private final List<Match> matches = new ArrayList<>();
        private final Needle needle;
        private final Cancellation cancellation;
        private final LineSearch lines;
        private String path = "";
        private boolean truncated;

        Search(Needle needle, Cancellation cancellation) {
            this.needle = needle;
            this.cancellation = cancellation;
            this.lines = new LineSearch(needle, this);
        }

        @Override
        public Next visit(Walk.Entry entry) {
            path = entry.path();
            if (needle.isIn(entry.name()) && !found(0, entry.name())) {
                return Next.STOP;
            }
            if (entry.attributes().isRegularFile() && entry.attributes().size() <= LARGEST_FILE) {
                try (SeekableByteChannel file = entry.open()) {
                    lines.search(file);
                } catch (IOException e) {
                    // What vanished or may not be read has no lines to search; its name was.
                    truncated = true;
                }
            }
            return goesOn() ? Next.INTO : Next.STOP;
        }

        @Override
        public boolean goesOn() {
            return !cancellation.isCancelled() && !(truncated && matches.size() == LIMIT);
        }

        @Override
        public boolean found(int line, String text) {
            if (matches.size() == LIMIT) {
                truncated = true;
                return false;
            }
            matches.add(new Match(path, line, text));
            return true;
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeArrayFieldStart("matches");
            for (Match match : matches) {
                json.writeStartObject();
                json.writeStringField("path", match.path);
                json.writeNumberField("line", match.line);
                json.writeStringField("text", match.text);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("truncated", truncated);
            json.writeEndObject();
        }

        @Override
        public long roughSize() {
            long size = 100;
            for (Match match : matches) {
                size += 60 + 3L * (match.path.length() + match.text.length());
            }
            return size;
        }
    }
}
