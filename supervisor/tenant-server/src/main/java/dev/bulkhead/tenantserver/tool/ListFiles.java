package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.json.Rfc3339;
import dev.bulkhead.tenantserver.workspace.ProtectedNames;
import dev.bulkhead.tenantserver.workspace.Refused;
import dev.bulkhead.tenantserver.workspace.RelativePath;
import dev.bulkhead.tenantserver.workspace.Walk;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code list_files}: what is in a folder, or in all below it. */
final class ListFiles implements Tool {
    private static final int LIMIT = 10_000;
    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter(
                    "path",
                    Parameter.Kind.STRING,
                    Parameter.Need.OPTIONAL,
                    "the path of a folder, relative to the workspace"),
            new Parameter(
                    "recursive",
                    Parameter.Kind.BOOLEAN,
                    Parameter.Need.OPTIONAL,
                    "true to list all folders below too"));

    private final Workspace workspace;

    ListFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String name() {
        return "list_files";
    }

    @Override
    public String definition() {
        return """
                {"name":"list_files","title":"List files",\
                "description":"Lists a folder of the workspace, sorted by path, at most 10,000 entries. Symlinks are shown and\
                 not followed; names that programs obey (.git, .vscode, CLAUDE.md and the like) are left out, and can be read.",\
                "inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "path":{"type":"string","description":"Path of the folder, relative to the workspace; without it, the whole\
                 workspace"},\
                "recursive":{"type":"boolean","default":false,"description":"Whether to list all folders below too"}},\
                "additionalProperties":false},\
                "outputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "entries":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},\
                "type":{"type":"string","enum":["file","directory","symlink","other"]},\
                "size":{"type":"integer","minimum":0,"description":"Bytes"},\
                "modified":{"type":"string","format":"date-time"}},\
                "required":["path","type","size","modified"],"additionalProperties":false}},\
                "truncated":{"type":"boolean","description":"Whether there are more entries than are listed"}},\
                "required":["entries","truncated"],"additionalProperties":false},\
                "annotations":{"title":"List files","readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,\
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
        RelativePath path = arguments.has("path")
                ? RelativePath.parse(arguments.text("path", ""))
                : call.session().prefix().start();
        Listing listing = new Listing(arguments.isTrue("recursive"), workspace.protectedNames(), call.cancellation());
        Walk walk = new Walk(listing);
        workspace.walk(path, call.session().prefix(), walk);
        listing.truncated |= walk.leftOut();
        Collections.sort(listing.entries);
        return listing;
    }

    private record Line(String path, String type, long size, long modified) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            return path.compareTo(other.path);
        }
    }

    private static final class Listing implements Walk.Visitor, Result {
        private final List<Line> entries = new ArrayList<>();
        private final boolean recursive;
        private final ProtectedNames leftOut;
        private final Cancellation cancellation;
        private boolean truncated;

        Listing(boolean recursive, ProtectedNames leftOut, Cancellation cancellation) {
            this.recursive = recursive;
            this.leftOut = leftOut;
            this.cancellation = cancellation;
        }

        @Override
        public Next visit(Walk.Entry entry) {
            if (cancellation.isCancelled() || entries.size() == LIMIT) {
                truncated = true;
                return Next.STOP;
            }
            if (leftOut.holds(entry.path())) {
                return Next.PAST;
            }
            BasicFileAttributes attributes = entry.attributes();
            entries.add(new Line(
                    entry.path(),
                    type(attributes),
                    attributes.isRegularFile() ? attributes.size() : 0,
                    Math.floorDiv(attributes.lastModifiedTime().toMillis(), 1000L)));
            return recursive ? Next.INTO : Next.PAST;
        }

        private static String type(BasicFileAttributes attributes) {
            return attributes.isRegularFile()
                    ? "file"
                    : attributes.isDirectory() ? "directory" : attributes.isSymbolicLink() ? "symlink" : "other";
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeArrayFieldStart("entries");
            for (Line entry : entries) {
                json.writeStartObject();
                json.writeStringField("path", entry.path);
                json.writeStringField("type", entry.type);
                json.writeNumberField("size", entry.size);
                json.writeStringField("modified", Rfc3339.of(entry.modified));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("truncated", truncated);
            json.writeEndObject();
        }

        @Override
        public long roughSize() {
            long size = 100;
            for (Line entry : entries) {
                size += 120 + 3L * entry.path.length();
            }
            return size;
        }
    }
}
