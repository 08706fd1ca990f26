package dev.bulkhead.acceptance.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.acceptance.Bulkhead;
import dev.bulkhead.acceptance.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The main job, end to end: two clients in a temporary home, a real MCP client for each, three attempts to get across, both
 * audits. Exits 1 when anything was not as it should be.
 */
public final class Demo {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACME = "acme-corp";
    private static final String GLOBEX = "globex";
    private static final String ACME_PASSPHRASE = "demo: correct horse battery acme";
    private static final String GLOBEX_PASSPHRASE = "demo: correct horse battery globex";

    private final Narration tell;
    private final Bulkhead bulkhead;
    private int wrong;

    private Demo(Narration tell, Bulkhead bulkhead) {
        this.tell = tell;
        this.bulkhead = bulkhead;
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.err.println("usage: bulkhead demo");
            System.exit(args[0].equals("--help") ? 0 : 2);
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int wrong;
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            Demo demo = new Demo(new Narration(out), bulkhead);
            demo.run();
            wrong = demo.wrong;
        }
        System.exit(wrong == 0 ? 0 : 1);
    }

    private void run() throws IOException {
        tell.title("Bulkhead: one AI host, two clients, a wall between them");
        tell.plain("Home of this demo: " + bulkhead.home() + " (temporary; it is removed at the end)");
        setUp();
        boolean hasServer = addServer();
        String token = token();
        try (SdkHost acme = host(ACME);
                SdkHost globex = host(GLOBEX)) {
            work(acme, globex);
            if (hasServer) {
                workWithServer(acme, globex);
            }
            attack(acme, token);
        }
        audits();
        closing();
    }

    private void setUp() throws IOException {
        tell.step("Two clients of the agency, each with a vault and a passphrase of its own");
        run(ACME_PASSPHRASE, "tenant", "add", ACME, "--name", "Acme Corp", "--passphrase-stdin");
        run(
                GLOBEX_PASSPHRASE,
                "tenant",
                "add",
                GLOBEX,
                "--name",
                "Globex",
                "--passphrase-stdin",
                "--unknown-hosts",
                "allow");
        tell.step("Sign in to each: this opens that client's vault alone, and starts its server behind its wall");
        run(ACME_PASSPHRASE, "sign-in", ACME, "--passphrase-stdin");
        run(GLOBEX_PASSPHRASE, "sign-in", GLOBEX, "--passphrase-stdin");
        tell.step("A credential of each, read from standard input into its vault");
        run("acme-token-3f9a2c71", "secret", "set", ACME, "crm", "--stdin");
        run("globex-token-8b1d04e6", "secret", "set", GLOBEX, "crm", "--stdin");
    }

    /** Most of a client's tools are other people's servers; what runs one asks for fresh proof, like a token. */
    private boolean addServer() throws IOException {
        tell.step("Acme gets an MCP server of others, from npm: installed once, then run in a sandbox of its own");
        tell.say("(this fetches the package; it needs npm and the network, and only here)");
        String words =
                "server add acme-corp memory --env MEMORY_FILE_PATH=/workspace/memory.jsonl --passphrase-stdin --"
                        + " npx -y @modelcontextprotocol/server-memory@2026.8.31";
        tell.command("bulkhead " + words);
        Result added = bulkhead.runWith(ACME_PASSPHRASE, words.split(" "));
        tell.result(added.out() + added.err());
        if (added.exit() != 0) {
            tell.say("It could not be installed (see above): the demo goes on without it.");
            return false;
        }
        run("", "server", "list", ACME);
        return true;
    }

    /** Issued before any session is open: from inside a host's session it would be refused (nobody approves itself). */
    private String token() throws IOException {
        tell.step("A token for a script: good for Acme, for reading, for 15 minutes");
        tell.command("bulkhead token issue acme-corp --ttl 15m --tools 'read_file,list_files' --passphrase-stdin");
        Result issued = bulkhead.runWith(
                ACME_PASSPHRASE,
                "token",
                "issue",
                ACME,
                "--ttl",
                "15m",
                "--tools",
                "read_file,list_files",
                "--passphrase-stdin");
        expect(issued.exit() == 0, "a token is issued");
        String token = issued.out().strip();
        tell.result(token.substring(0, Math.min(40, token.length())) + "…");
        return token;
    }

    private SdkHost host(String tenant) {
        return new SdkHost(bulkhead.script().toString(), tenant, bulkhead.environment());
    }

    private void work(SdkHost acme, SdkHost globex) throws IOException {
        tell.step("The AI host connects: the official MCP client launches 'bulkhead connect' once for each client");
        approve(acme);
        tell.result(acme.server() + " offers " + acme.tools());
        tell.result(globex.server() + " offers " + globex.tools());
        run("", "status");
        tell.step("It works with each client's files");
        call(acme, "Acme", "write_file", Map.of("path", "plan.md", "content", "Acme: launch in May.\n"), false);
        call(
                globex,
                "Globex",
                "write_file",
                Map.of("path", "plan.md", "content", "Globex: buy Acme in June.\n"),
                false);
        expect(
                call(acme, "Acme", "read_file", Map.of("path", "plan.md"), false)
                        .contains("launch in May"),
                "Acme reads Acme's");
        expect(
                call(globex, "Globex", "read_file", Map.of("path", "plan.md"), false)
                        .contains("in June"),
                "Globex reads Globex's");
    }

    /** Globex takes any host; Acme asks about each that it does not know. */
    private void approve(SdkHost acme) throws IOException {
        tell.say("Acme does not know this host (timeout(1) stands for one here), so it offers " + acme.tools() + ":");
        call(acme, "Acme", "sign_in_status", Map.of(), false);
        run("", "approve");
        JsonNode pending = JSON.readTree(bulkhead.run("approve", "--json").out());
        expect(pending.size() == 1, "one host waits");
        String id = pending.path(0).path("id").asText("none");
        run(ACME_PASSPHRASE, "approve", id, "--scope", "session", "--passphrase-stdin");
        expect(acme.tools().contains("read_file"), "the tools come on the same connection");
    }

    private void workWithServer(SdkHost acme, SdkHost globex) throws IOException {
        tell.step("And with Acme's own server of others, which Globex does not have");
        call(
                acme,
                "Acme",
                "memory__create_entities",
                Map.of(
                        "entities",
                        List.of(Map.of("name", "Ann", "entityType", "person", "observations", List.of("runs Acme")))),
                false);
        expect(
                call(acme, "Acme", "memory__search_nodes", Map.of("query", "Ann"), false)
                        .contains("runs Acme"),
                "Acme's memory knows Ann");
        noSecret(call(globex, "Globex", "memory__search_nodes", Map.of("query", "Ann"), true));
    }

    private void attack(SdkHost acme, String token) throws IOException {
        tell.step("Three attempts to get from Acme to Globex");
        Path theirs = bulkhead.home().resolve("workspaces").resolve(GLOBEX).resolve("plan.md");
        tell.say("a) Acme's agent asks for Globex's file by its path:");
        noSecret(call(acme, "Acme", "read_file", Map.of("path", theirs.toString()), true));
        noSecret(call(acme, "Acme", "read_file", Map.of("path", "../" + GLOBEX + "/plan.md"), true));
        tell.say("b) Acme's agent says that it is Globex, in the call's own arguments:");
        String answer = call(acme, "Acme", "read_file", Map.of("path", "plan.md", "tenant_id", GLOBEX), false);
        noSecret(answer);
        expect(answer.contains("launch in May"), "the call ran in the session's own tenant");
        tell.say("   It got Acme's own plan: who a session is was settled before its first byte was read.");
        tell.say("c) A script takes Acme's token to Globex's door:");
        tell.command("BULKHEAD_TOKEN=eyJ… bulkhead connect --tenant globex");
        Result refused = bulkhead.connect(GLOBEX, token, "");
        expect(refused.exit() == 1, "the token is refused");
        tell.result(refused.err());
        tell.say("That is an alert of Globex, whose door it was:");
        run("", "alerts", GLOBEX);
        tell.say("And a tool that Acme's token does not name, at Acme's own door:");
        Result narrow = bulkhead.connect(
                ACME,
                token,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"script\",\"version\":\"1\"}}}\n"
                        + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"write_file\","
                        + "\"arguments\":{\"path\":\"x\",\"content\":\"y\"}}}\n");
        expect(
                narrow.out().contains("tenant 'acme-corp' is not authorised to call 'write_file'"),
                "the tool is refused");
        tell.result(narrow.out()
                .lines()
                .filter(line -> line.contains("not authorised"))
                .findFirst()
                .orElse("?"));
    }

    private void audits() throws IOException {
        for (String tenant : new String[] {ACME, GLOBEX}) {
            tell.step("What the audit of " + tenant
                    + " says: every call, also the refused ones, and nothing of the other client");
            tell.command("bulkhead audit list " + tenant + " --table");
            tell.result(bulkhead.run("audit", "list", tenant, "--table").out());
            for (String line :
                    bulkhead.run("audit", "list", tenant).out().lines().toList()) {
                JsonNode event = JSON.readTree(line);
                expect(event.path("tenant_id").asText().equals(tenant), "an event stands in its own tenant's stream");
            }
            run("", "audit", "verify", tenant);
        }
    }

    private void closing() {
        tell.plain("");
        tell.plain(
                wrong == 0
                        ? "What was just shown"
                        : "NOT everything was as it should be: " + wrong + " check(s) failed");
        tell.plain("-------------------");
        tell.plain(
                "- One host worked for two clients at once. Each had a server of its own: another process, another folder, other");
        tell.plain("  credentials, a sandbox that proved itself at its start ('self-test' above), and no network.");
        tell.plain(
                "- Acme's agent could not read Globex's files, could not say that it was Globex, and could not use its token there.");
        tell.plain("- Every call stands in its own client's audit, and each audit was verified link by link.");
        tell.plain("");
        tell.plain(
                "Your turn:  ./bulkhead tenant add my-client --name \"My Client\"   and then   ./bulkhead sign-in my-client");
        if (!System.getenv().getOrDefault("DISPLAY", "").isEmpty()
                || !System.getenv().getOrDefault("WAYLAND_DISPLAY", "").isEmpty()) {
            tell.plain("The window: ./bulkhead ui");
        }
    }

    private void run(String stdin, String... arguments) throws IOException {
        StringBuilder shown = new StringBuilder("bulkhead");
        for (String argument : arguments) {
            shown.append(' ').append(argument.contains(" ") ? '"' + argument + '"' : argument);
        }
        tell.command(shown.toString());
        Result result = bulkhead.runWith(stdin, arguments);
        tell.result(result.out() + result.err());
        expect(result.exit() == 0, shown + " succeeds");
    }

    private String call(SdkHost host, String who, String tool, Map<String, Object> arguments, boolean refused)
            throws IOException {
        tell.say(who + "'s agent calls " + tool + " " + JSON.writeValueAsString(arguments));
        SdkHost.Answer answer = host.call(tool, arguments);
        tell.result((answer.refused() ? "refused: " : "") + answer.text());
        expect(answer.refused() == refused, tool + (refused ? " is refused" : " works"));
        return answer.text();
    }

    private void noSecret(String answer) {
        expect(!answer.contains("in June"), "nothing of Globex is in the answer");
    }

    private void expect(boolean good, String what) {
        if (!good) {
            wrong++;
            tell.say("!! not as it should be: " + what);
        }
    }
}
