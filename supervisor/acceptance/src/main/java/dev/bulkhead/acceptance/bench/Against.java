package dev.bulkhead.acceptance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.acceptance.Bulkhead;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bulkhead bench --against COMMAND}: other gateways, Bulkhead and the bare server through the same work, in one run. */
final class Against {
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9.@-]{0,19})=(.*)", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*=");
    private static final Set<String> OURS = Set.of("directly", "Bulkhead");

    private final Map<String, String> commands;
    private final int tenants;
    private final boolean json;

    Against(Map<String, String> commands, int tenants, boolean json) {
        this.commands = commands;
        this.tenants = tenants;
        this.json = json;
    }

    /** Returns whether every side did the whole work. */
    boolean run() throws IOException, InterruptedException {
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
            commands.forEach((name, command) -> contenders.add(new Gateway(name, command, server, folder)));
            Collection<Figures> figures = new Comparison(contenders, tenants, Against::say).run();
            ComparisonTable table = new ComparisonTable(figures, tenants);
            ObjectMapper mapper = new ObjectMapper();
            System.out.println(
                    json
                            ? mapper.writerWithDefaultPrettyPrinter().writeValueAsString(table.json(mapper))
                            : table.text());
            return figures.stream().allMatch(each -> each.failure == null);
        } finally {
            Trees.delete(folder);
        }
    }

    /**
     * Returns the commands by their names; one without gets one.
     *
     * @throws IllegalArgumentException when two have one name, since a figure must say whose it is
     */
    static Map<String, String> named(List<String> commands) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String each : commands) {
            Matcher matcher = NAMED.matcher(each);
            // DEBUG=1 npx … is a command with a variable of its own, as a shell reads it.
            boolean hasName = matcher.matches() && !VARIABLE.matcher(each).lookingAt();
            String name = hasName ? matcher.group(1) : "other " + (named.size() + 1);
            if (OURS.contains(name) || named.putIfAbsent(name, hasName ? matcher.group(2) : each) != null) {
                throw new IllegalArgumentException("two sides would be called '" + name + "': name one otherwise");
            }
        }
        return named;
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
