package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The product as a person has it: the script {@code bulkhead} with one {@code BULKHEAD_HOME}. Safe for any thread.
 *
 * <p>{@link #close()} stops the supervisor and removes a home that was made here.
 */
public final class Bulkhead implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

    private final Path script;
    private final Path home;
    private final boolean temporary;
    private final List<String> before;
    private final Map<String, String> more;

    private Bulkhead(Path script, Path home, boolean temporary) {
        this(script, home, temporary, List.of(), Map.of());
    }

    private Bulkhead(Path script, Path home, boolean temporary, List<String> before, Map<String, String> more) {
        this.script = script;
        this.home = home;
        this.temporary = temporary;
        this.before = before;
        this.more = more;
    }

    /** Returns Bulkhead with a fresh home in the system's temporary folder. */
    public static Bulkhead inTemporaryHome() throws IOException {
        return new Bulkhead(findScript(), Files.createTempDirectory("bulkhead-").toRealPath(), true);
    }

    /** Returns Bulkhead with the home {@code home}, which stays when this is closed. */
    public static Bulkhead in(Path home) throws IOException {
        return new Bulkhead(findScript(), home, false);
    }

    /**
     * Returns Bulkhead as somebody else has it.
     *
     * @param before what starts the script, as another user for instance
     * @param more what is set or replaced in its environment
     */
    public static Bulkhead as(List<String> before, Map<String, String> more, Path script, Path home) {
        return new Bulkhead(script, home, false, List.copyOf(before), Map.copyOf(more));
    }

    /** {@code -Dbulkhead.script}, else the script of the repository that the current folder lies in. */
    private static Path findScript() throws IOException {
        String named = System.getProperty("bulkhead.script", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("bulkhead")) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return folder.resolve("bulkhead");
            }
        }
        throw new IOException("the script 'bulkhead' was not found: name it with -Dbulkhead.script=…");
    }

    public Path home() {
        return home;
    }

    public Path script() {
        return script;
    }

    /** What a process that starts the script needs beside what everybody's environment has. */
    public Map<String, String> environment() {
        Map<String, String> environment = Launch.environment(home);
        environment.putAll(more);
        return environment;
    }

    /** Runs a command to its end, with nothing on its standard input. */
    public Result run(String... args) throws IOException {
        return runWith("", args);
    }

    /** Runs a command to its end, with {@code stdin} on its standard input. */
    public Result runWith(String stdin, String... args) throws IOException {
        List<String> command = command();
        command.addAll(Arrays.asList(args));
        return Launch.toTheEnd(command, environment(), stdin, COMMAND_LIMIT);
    }

    /** Runs {@code connect} to its end with a token in its environment and {@code lines} on its standard input. */
    public Result connect(String tenant, String token, String lines) throws IOException {
        Map<String, String> environment = environment();
        environment.put("BULKHEAD_TOKEN", token);
        List<String> command = command();
        command.addAll(List.of("connect", "--tenant", tenant));
        return Launch.toTheEnd(command, environment, lines, COMMAND_LIMIT);
    }

    /** What starts the script, to which a command can be added. */
    List<String> command() {
        List<String> command = new ArrayList<>(before);
        command.add(script.toString());
        return command;
    }

    /** As {@link #run}, for a command that must exit 0; returns its standard output without the last line end. */
    public String ok(String... args) throws IOException {
        return okWith("", args);
    }

    /**
     * As {@link #runWith}, for a command that must exit 0; returns its standard output without the last line end. Where an
     * earlier wrong passphrase makes this one wait, it waits and asks again, as the message says.
     */
    public String okWith(String stdin, String... args) throws IOException {
        Result result = runWith(stdin, args);
        for (int again = 0; again < 10 && result.err().contains("too many wrong attempts"); again++) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            result = runWith(stdin, args);
        }
        if (result.exit() != 0) {
            throw new IOException("bulkhead " + String.join(" ", args) + " ended with " + result.exit() + ": "
                    + result.err().strip());
        }
        return result.out().stripTrailing();
    }

    /** Runs a command with {@code --json}, which must exit 0, and returns the document that it prints. */
    public JsonNode json(String... args) throws IOException {
        return Json.read(ok(withJson(args)));
    }

    /** Runs a command with {@code --json} that prints JSON Lines, and returns them. */
    public List<JsonNode> jsonLines(String... args) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ok(withJson(args)).lines().toList()) {
            lines.add(Json.read(line));
        }
        return lines;
    }

    private static String[] withJson(String[] args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--json";
        return all;
    }

    /** {@code tenant add}, with more options if wanted; its hosts are not asked about, unless these say so. */
    public void addTenant(String tenant, String passphrase, String... options) throws IOException {
        if (options.length == 0
                && asked().ask("tenant.add", Json.object("tenant", tenant, "unknownHosts", "allow"), passphrase)
                        .isPresent()) {
            return;
        }
        List<String> add = new ArrayList<>(List.of("tenant", "add", tenant, "--passphrase-stdin"));
        if (!List.of(options).contains("--unknown-hosts")) {
            add.addAll(List.of("--unknown-hosts", "allow"));
        }
        okWith(passphrase + "\n", command(options, add.toArray(String[]::new)));
    }

    /** {@code server add}: an upstream, with variables as {@code NAME=value} or {@code NAME=secret:name}. */
    public void addServer(String tenant, String passphrase, String name, List<String> variables, List<String> command)
            throws IOException {
        Map<String, String> env = new LinkedHashMap<>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            env.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        List<String> rest = command.subList(1, command.size());
        ObjectNode wanted =
                Json.object("tenant", tenant, "name", name, "command", command.getFirst(), "args", rest, "env", env);
        if (asked().ask("server.add", wanted, passphrase).isPresent()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("server", "add", tenant, name, "--passphrase-stdin"));
        variables.forEach(variable -> arguments.addAll(List.of("--env", variable)));
        arguments.add("--");
        arguments.addAll(command);
        okWith(passphrase + "\n", arguments.toArray(String[]::new));
    }

    /** {@code sign-in}. */
    public void signIn(String tenant, String passphrase) throws IOException {
        if (asked().ask("sign-in", Json.object("tenant", tenant), passphrase).isEmpty()) {
            okWith(passphrase + "\n", "sign-in", tenant, "--passphrase-stdin");
        }
    }

    /** {@code token issue}, with more options if wanted; returns the token. */
    public String issueToken(String tenant, String passphrase, String... options) throws IOException {
        if (options.length == 0) {
            Optional<JsonNode> issued = asked().ask("token.issue", Json.object("tenant", tenant), passphrase);
            if (issued.isPresent()) {
                return issued.get().path("token").asText();
            }
        }
        return okWith(passphrase + "\n", command(options, "token", "issue", tenant, "--passphrase-stdin"));
    }

    private static String[] command(String[] options, String... first) {
        List<String> all = new ArrayList<>(Arrays.asList(first));
        all.addAll(Arrays.asList(options));
        return all.toArray(String[]::new);
    }

    /** {@code audit list}: all rows of a tenant's stream, oldest first. */
    public List<JsonNode> audit(String tenant, String... options) throws IOException {
        if (options.length == 0) {
            List<JsonNode> rows = new ArrayList<>();
            if (asked().ask("audit.list", Json.object("tenant", tenant, "limit", 1_000_000), rows::add)
                    .isPresent()) {
                return rows;
            }
        }
        return jsonLines(command(options, "audit", "list", tenant, "--limit", "1000000"));
    }

    /** {@code status --json}: what it says of one tenant. */
    public JsonNode status(String tenant) throws IOException {
        for (JsonNode one : status().path("tenants")) {
            if (one.path("tenant").asText().equals(tenant)) {
                return one;
            }
        }
        throw new IOException("status knows no tenant " + tenant);
    }

    /** The supervisor's number, by {@code status}; 0 when none serves. */
    public long supervisorPid() throws IOException {
        return status().path("supervisor").path("pid").asLong();
    }

    private JsonNode status() throws IOException {
        Optional<JsonNode> answer = asked().ask("status", Json.object());
        return answer.isPresent() ? answer.get() : json("status");
    }

    /** {@code tenant show}: its settings, and what of them waits. */
    public JsonNode shown(String tenant) throws IOException {
        Optional<JsonNode> answer = asked().ask("tenant.show", Json.object("tenant", tenant));
        return answer.isPresent() ? answer.get() : json("tenant", "show", tenant);
    }

    /** {@code tenant confirm}: what waits counts. */
    public void confirm(String tenant, String passphrase) throws IOException {
        if (asked().ask("tenant.confirm", Json.object("tenant", tenant), passphrase)
                .isEmpty()) {
            okWith(passphrase + "\n", "tenant", "confirm", tenant, "--passphrase-stdin");
        }
    }

    /** {@code server list}: a tenant's MCP servers. */
    public JsonNode servers(String tenant) throws IOException {
        Optional<JsonNode> answer = asked().ask("server.list", Json.object("tenant", tenant));
        return answer.isPresent() ? answer.get().path("servers") : json("server", "list", tenant);
    }

    /** {@code approve}: what waits for the consultant. */
    public JsonNode pending() throws IOException {
        Optional<JsonNode> answer = asked().ask("approvals.list", Json.object());
        return answer.isPresent() ? answer.get().path("pending") : json("approve");
    }

    /** {@code start}: the supervisor runs, and what comes next need not start it. */
    public void start() throws IOException {
        if (asked().ask("status", Json.object()).isEmpty()) {
            ok("start");
        }
    }

    /** Nobody answers where the script is another user's to start. */
    private Asked asked() {
        return new Asked(BulkheadHome.of(environment()), before.isEmpty());
    }

    /** A host that launches {@code bulkhead connect --tenant}; with "" one that follows the active workspace. */
    public HostSession.Start host(String tenant) {
        return new HostSession.Start(this, tenant);
    }

    /** Stops the supervisor and removes a temporary home. */
    @Override
    public void close() throws IOException {
        if (!asked().stop()) {
            ok("stop");
        }
        if (temporary) {
            Trees.delete(home);
        }
    }
}
