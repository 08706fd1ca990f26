package dev.bulkhead.tenantserver.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.workspace.Refused;
import dev.bulkhead.tenantserver.workspace.RelativePath;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.IOException;
import java.util.List;

/** {@code write_file}: a file's new content, whole or not at all. */
final class WriteFile implements Tool {
    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter(
                    "path",
                    Parameter.Kind.STRING,
                    Parameter.Need.REQUIRED,
                    "the path of a file, relative to the workspace"),
            new Parameter("content", Parameter.Kind.BYTES, Parameter.Need.REQUIRED, "the file's whole new text"));

    private final Workspace workspace;

    WriteFile(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String name() {
        return "write_file";
    }

    @Override
    public String definition() {
        return """
                {"name":"write_file","title":"Write a file",\
                "description":"Writes a text file of the workspace, with the folders that lead to it. An existing file is\
                 replaced whole. Names that other programs obey, such as .git or .vscode, are refused.",\
                "inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "path":{"type":"string","description":"Path of the file, relative to the workspace"},\
                "content":{"type":"string","description":"The file's whole new text"}},\
                "required":["path","content"],"additionalProperties":false},\
                "outputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "path":{"type":"string"},"size":{"type":"integer","minimum":0,"description":"Bytes on disk"},\
                "created":{"type":"boolean","description":"Whether there was no such file before"}},\
                "required":["path","size","created"],"additionalProperties":false},\
                "annotations":{"title":"Write a file","readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,\
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
        return new Done(
                workspace.write(path, call.session().prefix(), call.arguments().bytes("content")));
    }

    private record Done(Workspace.Written file) implements Result {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("path", file.path().toString());
            json.writeNumberField("size", file.size());
            json.writeBooleanField("created", file.created());
            json.writeEndObject();
        }

        @Override
        public long roughSize() {
            return 100 + 3L * file.path().toString().length();
        }
    }
}
