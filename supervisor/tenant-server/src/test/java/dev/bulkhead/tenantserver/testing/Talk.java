package dev.bulkhead.tenantserver.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.lane.Work;
import dev.bulkhead.tenantserver.mcp.Conversation;
import dev.bulkhead.tenantserver.tool.Rights;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Toolbox;
import dev.bulkhead.tenantserver.workspace.ProtectedNames;
import dev.bulkhead.tenantserver.workspace.ResourcePrefix;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A conversation without lanes and threads: one line in, what it brings out. */
public final class Talk implements Peer {
    /** The modern era's envelope, for the inside of {@code params._meta}; {@code '} for quotes. */
    public static final String ENVELOPE = "'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Conversation conversation;

    public Talk(Path workspace, String prefix, String... tools) {
        this(workspace, prefix, new FakeUpstreams(), tools);
    }

    /** With upstreams behind it. */
    public Talk(Path workspace, String prefix, FakeUpstreams upstreams, String... tools) {
        Tenant tenant = new Tenant(
                "acme",
                "Acme Corp",
                "0.1.0",
                new Workspace(workspace, ProtectedNames.of(List.of(".git", "CLAUDE.md"))),
                Map.of("github", SecretBytes.takeOver("sesame".getBytes(UTF_8))));
        Rights rights = new Rights(List.of(tools), 1_800_000_000L);
        Session session = new Session("s-1", ResourcePrefix.of("acme", prefix), rights);
        conversation = new Conversation(tenant, new Toolbox(tenant), session, this, upstreams.wired());
    }

    /** A session that may do everything. */
    public static Talk withAll(Path workspace) {
        return new Talk(workspace, "acme/", "*");
    }

    /** The same, initialized in the legacy era. */
    public static Talk legacy(Path workspace) throws IOException {
        Talk talk = withAll(workspace);
        talk.say("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        return talk;
    }

    /** Says one line, with {@code '} for quotes, and returns what was answered; a missing node when nothing was. */
    public JsonNode say(String line) throws IOException {
        return JSON.readTree(sayRaw(line.replace('\'', '"')));
    }

    /** Says one line as it is, and returns all that was answered. */
    public String sayRaw(String line) throws IOException {
        return sayRaw(line.getBytes(UTF_8));
    }

    public String sayRaw(byte[] bytes) throws IOException {
        sent.reset();
        run(conversation.line(bytes, 0, bytes.length));
        return sent.toString(UTF_8);
    }

    /** Gives the session other tools, and returns all that was said about it. */
    public String rotate(String... tools) throws IOException {
        sent.reset();
        run(conversation.rotate(new Rights(List.of(tools), 1_800_000_000L)));
        return sent.toString(UTF_8);
    }

    /** Has the tenant's upstreams be others, and returns all that was said about it. */
    public String upstreamsChanged() throws IOException {
        sent.reset();
        run(conversation.upstreamsChanged());
        return sent.toString(UTF_8);
    }

    /** All that was said since the last line to it, by whichever thread. */
    public synchronized List<String> said() {
        return sent.toString(UTF_8).lines().toList();
    }

    private static void run(@Nullable Work work) throws IOException {
        if (work != null) {
            work.run();
            work.answer();
        }
    }

    /** Calls a tool in the legacy era and returns the result. */
    public JsonNode call(String tool, String arguments) throws IOException {
        return say("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'" + tool + "','arguments':"
                        + arguments + "}}")
                .path("result");
    }

    /** Asks in the modern era; {@code params} are what stands beside the envelope, with a comma before. */
    public JsonNode modern(String method, String params) throws IOException {
        return say("{'jsonrpc':'2.0','id':7,'method':'" + method + "','params':{'_meta':{" + ENVELOPE + "}" + params
                + "}}");
    }

    @Override
    public synchronized void send(byte[] bytes, int offset, int length) {
        sent.write(bytes, offset, length);
    }

    @Override
    public void taken(int bytes) {}

    @Override
    public void over() {}

    @Override
    public void broken(Throwable why) {
        throw new AssertionError(why);
    }
}
