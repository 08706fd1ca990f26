package dev.bulkhead.tenantserver.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.testing.Talk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
    @TempDir
    private Path workspace;

    private Talk talk;

    @BeforeEach
    void aLegacySession() throws Exception {
        talk = Talk.legacy(workspace);
    }

    /** Calls a tool that must do it, and returns what it found; the text must say the same. */
    private JsonNode done(String tool, String arguments) throws Exception {
        JsonNode result = talk.call(tool, arguments);
        assertThat(result.has("isError")).as(result.toString()).isFalse();
        JsonNode structured = result.path("structuredContent");
        assertThat(new ObjectMapper()
                        .readTree(result.path("content").path(0).path("text").asText()))
                .isEqualTo(structured);
        return structured;
    }

    private String refused(String tool, String arguments) throws Exception {
        JsonNode result = talk.call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        String sentence = result.path("content").path(0).path("text").asText();
        assertThat(sentence).doesNotContain(workspace.toString()).doesNotContain("Exception");
        return sentence;
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        assertThat(done("write_file", "{'path':'a/ü.txt','content':'x\\n\\u00e4\\ud83d\\ude00\\\"'}")
                        .toString())
                .isEqualTo("{\"path\":\"a/ü.txt\",\"size\":9,\"created\":true}");
        assertThat(workspace.resolve("a/ü.txt")).hasContent("x\nä😀\"");
        assertThat(done("read_file", "{'path':'a/ü.txt'}").toString())
                .isEqualTo("{\"path\":\"a/ü.txt\",\"size\":9,\"encoding\":\"utf-8\",\"content\":\"x\\nä😀\\\"\"}");
        assertThat(done("write_file", "{'path':'a/ü.txt','content':''}")
                        .path("created")
                        .asBoolean())
                .isFalse();
        assertThat(done("read_file", "{'path':'a/ü.txt'}").path("content").asText())
                .isEmpty();
    }

    @Test
    void aBinaryFileComesAsBase64() throws Exception {
        byte[] bytes = {0, (byte) 0xff, (byte) 0xfe, 1};
        Files.write(workspace.resolve("b"), bytes);
        JsonNode read = done("read_file", "{'path':'b'}");
        assertThat(read.path("encoding").asText()).isEqualTo("base64");
        assertThat(read.path("content").asText()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void aResultThatDoesNotFitTwiceIsSentOnceAndOneThatDoesNotFitAtAllIsRefused() throws Exception {
        Files.writeString(workspace.resolve("ten"), "a".repeat(10 * 1024 * 1024));
        JsonNode result = talk.call("read_file", "{'path':'ten'}");
        assertThat(result.path("structuredContent").path("content").asText()).hasSize(10 * 1024 * 1024);
        assertThat(result.path("content").path(0).path("text").asText()).contains("structuredContent");
        Files.writeString(workspace.resolve("controls"), "\u0001".repeat(3 * 1024 * 1024));
        assertThat(refused("read_file", "{'path':'controls'}")).contains("does not fit into one message");
        Files.writeString(workspace.resolve("more"), "a".repeat(10 * 1024 * 1024 + 1));
        assertThat(refused("read_file", "{'path':'more'}")).contains("at most 10485760");
    }

    @Test
    void aFolderIsListedSortedAndTyped() throws Exception {
        Files.createDirectory(workspace.resolve("b"));
        Files.writeString(workspace.resolve("b/c.txt"), "12345");
        Files.writeString(workspace.resolve("b.txt"), "1");
        Files.createSymbolicLink(workspace.resolve("link"), Path.of("b"));
        Files.setLastModifiedTime(workspace.resolve("b.txt"), FileTime.from(Instant.parse("2026-11-20T09:30:00Z")));
        JsonNode flat = done("list_files", "{}");
        assertThat(flat.path("entries").findValuesAsText("path")).containsExactly("b", "b.txt", "link");
        assertThat(flat.path("entries").findValuesAsText("type")).containsExactly("directory", "file", "symlink");
        assertThat(flat.path("entries").path(1).toString())
                .isEqualTo("{\"path\":\"b.txt\",\"type\":\"file\",\"size\":1,\"modified\":\"2026-11-20T09:30:00Z\"}");
        assertThat(flat.path("truncated").asBoolean()).isFalse();
        assertThat(done("list_files", "{'recursive':true,'path':null}").findValuesAsText("path"))
                .containsExactly("b", "b.txt", "b/c.txt", "link");
        assertThat(done("list_files", "{'path':'b'}").findValuesAsText("path")).containsExactly("b/c.txt");
        assertThat(done("list_files", "{'path':'b.txt'}").findValuesAsText("path"))
                .containsExactly("b.txt");
        assertThat(refused("list_files", "{'path':'nosuch'}")).isEqualTo("'nosuch' cannot be read: it does not exist");
    }

    @Test
    void whatProgramsObeyIsReadAndNeitherListedNorWritten() throws Exception {
        Files.createDirectories(workspace.resolve("sub/.git"));
        Files.writeString(workspace.resolve("sub/.git/config"), "config");
        Files.writeString(workspace.resolve("CLAUDE.md"), "notes");
        Files.writeString(workspace.resolve("CLAUDE.txt"), "notes");
        JsonNode listed = done("list_files", "{'recursive':true}").path("entries");
        assertThat(listed.findValuesAsText("path")).containsExactly("CLAUDE.txt", "sub");
        assertThat(done("read_file", "{'path':'CLAUDE.md'}").path("content").asText())
                .isEqualTo("notes");
        assertThat(done("read_file", "{'path':'sub/.git/config'}")
                        .path("content")
                        .asText())
                .isEqualTo("config");
        assertThat(refused("write_file", "{'path':'sub/.git/config','content':''}"))
                .contains("obey");
        assertThat(refused("write_file", "{'path':'claude.md','content':''}")).contains("obey");
        done("write_file", "{'path':'CLAUDE.txt','content':''}");
    }

    @Test
    void aListEndsAtItsBound() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(workspace.resolve("f" + i));
        }
        assertThat(done("list_files", "{}").path("truncated").asBoolean()).isFalse();
        Files.createFile(workspace.resolve("one-more"));
        JsonNode listed = done("list_files", "{}");
        assertThat(listed.path("entries")).hasSize(10_000);
        assertThat(listed.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void aSearchFindsNamesAndLinesWhateverTheirCase() throws Exception {
        Files.createDirectories(workspace.resolve("docs/Budget"));
        Files.writeString(workspace.resolve("docs/a.txt"), "first\r\nThe BUDGET is\r\nlast budget");
        Files.writeString(workspace.resolve("docs/bin"), "budget\0");
        Files.writeString(workspace.resolve("docs/große.txt"), "STRAßE\nno");
        assertThat(done("search_files", "{'query':'budget'}").path("matches").toString())
                .isEqualTo("[{\"path\":\"docs/Budget\",\"line\":0,\"text\":\"Budget\"},"
                        + "{\"path\":\"docs/a.txt\",\"line\":2,\"text\":\"The BUDGET is\"},"
                        + "{\"path\":\"docs/a.txt\",\"line\":3,\"text\":\"last budget\"}]");
        assertThat(done("search_files", "{'query':'GROße'}").findValuesAsText("path"))
                .containsExactly("docs/große.txt");
        assertThat(done("search_files", "{'query':'straße'}").findValuesAsText("line"))
                .containsExactly("1");
        assertThat(done("search_files", "{'query':'budget','path':'docs/Budget'}")
                        .path("matches"))
                .isEmpty();
        assertThat(done("search_files", "{'query':'budget','path':'docs/a.txt'}")
                        .path("matches"))
                .hasSize(2);
        assertThat(done("search_files", "{'query':'.*'}").path("matches")).isEmpty();
        assertThat(refused("search_files", "{'query':''}")).contains("1 to 1000");
    }

    @Test
    void aSearchIsBoundedInMatchesAndInText() throws Exception {
        Files.writeString(workspace.resolve("many"), "needle\n".repeat(1001));
        Files.writeString(workspace.resolve("long"), "x".repeat(300_000) + "needle" + "y".repeat(300_000) + "\nneedle");
        JsonNode found = done("search_files", "{'query':'needle'}");
        assertThat(found.path("matches")).hasSize(1000);
        assertThat(found.path("truncated").asBoolean()).isTrue();
        assertThat(found.path("matches").path(0).path("text").asText())
                .hasSize(300)
                .contains("needle");
        assertThat(found.path("matches").path(1).toString())
                .isEqualTo("{\"path\":\"long\",\"line\":2,\"text\":\"needle\"}");
        Files.delete(workspace.resolve("many"));
        assertThat(done("search_files", "{'query':'needle'}").path("truncated").asBoolean())
                .isFalse();
    }

    @Test
    void theStatusNamesAccountsAndNeverTheirValues() throws Exception {
        JsonNode status = done("workspace_status", "{}");
        assertThat(status.path("tenant").asText()).isEqualTo("acme");
        assertThat(status.path("name").asText()).isEqualTo("Acme Corp");
        assertThat(status.path("accounts").toString()).isEqualTo("[\"github\"]");
        assertThat(status.path("session").asText()).isEqualTo("s-1");
        assertThat(status.path("expires").asText()).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(status.path("secondsLeft").isIntegralNumber()).isTrue();
        assertThat(status.toString()).doesNotContain("sesame");
        talk.rotate("workspace_status");
        assertThat(done("workspace_status", "{}").path("tools").toString()).isEqualTo("[\"workspace_status\"]");
    }

    @Test
    void wrongArgumentsAreToldInASentence() throws Exception {
        assertThat(refused("read_file", "{}")).contains("'path' is missing").contains("relative to the workspace");
        assertThat(refused("read_file", "{'path':1}")).contains("'path' is not a string");
        assertThat(refused("read_file", "{'path':null}")).contains("'path' is not a string");
        assertThat(refused("read_file", "{'path':'a','mode':'x'}"))
                .contains("'mode' is no argument")
                .contains("takes path");
        assertThat(refused("list_files", "{'recursive':'yes'}")).contains("not true or false");
        assertThat(refused("write_file", "{'path':'a'}")).contains("'content' is missing");
        assertThat(refused("write_file", "{'path':'a','content':['x']}")).contains("'content' is not a string");
        assertThat(refused("write_file", "{'path':'a','content':'\\ud800'}")).contains("surrogate");
        assertThat(refused("workspace_status", "{'x':1}")).contains("it takes none");
        assertThat(refused("read_file", "{'path':'\\ud800'}")).isNotEmpty();
        assertThat(workspace.resolve("a")).doesNotExist();
    }

    @Test
    void theTenantThatACallNamesIsNoIdentity() throws Exception {
        Files.writeString(workspace.resolve("f"), "acme's");
        for (String tenant : List.of("'globex'", "'acme'", "{'a':[1]}", "null")) {
            assertThat(done("read_file", "{'tenant_id':" + tenant + ",'path':'f'}")
                            .path("content")
                            .asText())
                    .isEqualTo("acme's");
            assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'workspace_status',"
                                    + "'_meta':{'tenant_id':" + tenant + "},'tenant_id':" + tenant + "}}")
                            .path("result")
                            .path("structuredContent")
                            .path("tenant")
                            .asText())
                    .isEqualTo("acme");
        }
        assertThat(refused("read_file", "{'tenantId':'globex','path':'f'}")).contains("'tenantId' is no argument");
    }

    @Test
    void aNarrowSessionStartsWhereItsPrefixDoes() throws Exception {
        Files.createDirectory(workspace.resolve("reports"));
        Files.writeString(workspace.resolve("reports/a.txt"), "budget");
        Files.writeString(workspace.resolve("b.txt"), "budget");
        talk = new Talk(workspace, "acme/reports/", "*");
        talk.say("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        assertThat(done("list_files", "{}").findValuesAsText("path")).containsExactly("reports/a.txt");
        assertThat(done("search_files", "{'query':'budget'}").findValuesAsText("path"))
                .containsExactly("reports/a.txt");
        assertThat(done("read_file", "{'path':'reports/a.txt'}").path("content").asText())
                .isEqualTo("budget");
        assertThat(refused("read_file", "{'path':'b.txt'}")).contains("outside this session's resource prefix");
        assertThat(refused("list_files", "{'path':'.'}")).contains("outside this session's resource prefix");
    }
}
