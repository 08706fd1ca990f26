package dev.bulkhead.acceptance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.acceptance.Bulkhead;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bulkhead bench --against COMMAND}: other gateways, Bulkhead and the bare server through the same work, in one run. */
final class Against {
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9 .@-]{0,19})=(.*)", Pattern.DOTALL);

    private final List<String> commands;
    private final int tenants;
    private final boolean json;

    Against(List<String> commands, int tenants, boolean json) {
        this.commands = commands;
        this.tenants = tenants;
        this.json = json;
    }

    void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bulkhead-bench-");
        try (Bulkhead bulkhead = Bulkhead.inTemporaryHome()) {
            say("installing " + Everything.PACKAGE + " " + Everything.VERSION);
            Path server = Everything.install(folder);
            say("setting up " + tenants + " tenants");
            Ours ours = new Ours(bulkhead);
            ours.prepare(tenants, server);
            List<Contender> contenders = new ArrayList<>();
            contenders.add(new Gateway("directly", "node {server}", server, folder));
            contenders.add(ours);
            for (String command : commands) {
                Matcher named = NAMED.matcher(command);
                contenders.add(
                        named.matches()
                                ? new Gateway(named.group(1), named.group(2), server, folder)
                                : new Gateway("other " + (contenders.size() - 1), command, server, folder));
            }
            ComparisonTable table =
                    new ComparisonTable(new Comparison(contenders, tenants, Against::say).run(), tenants);
            ObjectMapper mapper = new ObjectMapper();
            System.out.println(
                    json
                            ? mapper.writerWithDefaultPrettyPrinter().writeValueAsString(table.json(mapper))
                            : table.text());
        } finally {
            Trees.delete(folder);
        }
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
