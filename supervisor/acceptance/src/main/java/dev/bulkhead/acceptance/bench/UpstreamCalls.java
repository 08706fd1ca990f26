package dev.bulkhead.acceptance.bench;

import dev.bulkhead.acceptance.Bulkhead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An MCP server of others behind Bulkhead beside the same server spoken to directly: Node, installed from npm, in a sandbox of its own. */
final class UpstreamCalls {
    private static final String SERVER = "everything";

    private final Bulkhead bulkhead;
    private final String tenant;

    UpstreamCalls(Bulkhead bulkhead, String tenant) {
        this.bulkhead = bulkhead;
        this.tenant = tenant;
    }

    /** Adds the server to the tenant; the first time this fetches it. */
    void add(String passphrase) throws IOException {
        bulkhead.addServer(
                tenant,
                passphrase,
                SERVER,
                List.of(),
                List.of("npx", "-y", Everything.PACKAGE + "@" + Everything.VERSION));
    }

    /** The same installed package, started by its own node without us. */
    Wire direct() throws IOException {
        Path script = bulkhead.home()
                .resolve(Path.of(
                        "packages", tenant, SERVER, "content", "node_modules", Everything.PACKAGE, "dist", "index.js"));
        return new Wire(List.of("node", script.toString()), Map.of());
    }

    /** Asks both in turn; each message goes out and comes back. */
    Latency.Pair measure(Wire direct, Wire through, int size, int calls) throws IOException {
        String text = "x".repeat(size);
        return new Latency(direct, through).compare(echo("echo", text), echo(SERVER + "__echo", text), calls);
    }

    private static byte[] echo(String tool, String text) {
        return Wire.call(7, tool, "{\"message\":\"" + text + "\"}");
    }
}
