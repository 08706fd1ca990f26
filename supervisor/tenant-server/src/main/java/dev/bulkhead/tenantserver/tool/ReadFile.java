package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.json.Utf8;
import dev.bulkhead.tenantserver.workspace.Refused;
import dev.bulkhead.tenantserver.workspace.RelativePath;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.IOException;
import java.util.List;

/** {@code read_file}: a file's content as text, or as base64 where it is none. */
final class ReadFile implements Tool {
    private static final int LIMIT = 10 * 1024 * 1024;
    private static final List<Parameter> PARAMETERS = List.of(new Parameter(
            "path", Parameter.Kind.STRING, Parameter.Need.REQUIRED, "the path of a file, relative to the workspace"));

    private final Workspace workspace;

    ReadFile(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String name() {
        return "read_file";
    }

    @Override
    public String definition() {
        return """
                {"name":"read_file","title":"Read a file",\
                "description":"Reads one file of the workspace, up to 10 MiB. A file that is not UTF-8 text comes as base64.",\
                "inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "path":{"type":"string","description":"Path of the file, relative to the workspace"}},\
                "required":["path"],"additionalProperties":false},\
                "outputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "path":{"type":"string"},"size":{"type":"integer","minimum":0,"description":"Bytes on disk"},\
                "encoding":{"type":"string","enum":["utf-8","base64"]},"content":{"type":"string"}},\
                "required":["path","size","encoding","content"],"additionalProperties":false},\
                "annotations":{"title":"Read a file","readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,\
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
        RelativePath path = RelativePath.parse(call.arguments().text("path", ""));
        return new Content(workspace.read(path, call.session().prefix(), LIMIT));
    }

    private static final class Content implements Result {
        private final Workspace.Content file;
        private final boolean isText;

        Content(Workspace.Content file) {
            this.file = file;
            this.isText = Utf8.isValid(file.bytes());
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            byte[] bytes = file.bytes();
            json.writeStartObject();
            json.writeStringField("path", file.path().toString());
            json.writeNumberField("size", bytes.length);
            json.writeStringField("encoding", isText ? "utf-8" : "base64");
            json.writeFieldName("content");
            if (isText) {
                json.writeUTF8String(bytes, 0, bytes.length);
            } else {
                json.writeBinary(bytes);
            }
            json.writeEndObject();
        }

        @Override
        public long roughSize() {
            return 100 + 3L * file.path().toString().length() + (isText ? 1L : 2L) * file.bytes().length;
        }
    }
}
