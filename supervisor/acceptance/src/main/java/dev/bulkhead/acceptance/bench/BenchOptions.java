package dev.bulkhead.acceptance.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code bulkhead bench} was asked for.
 *
 * @param against command lines of other gateways, each with a name and {@code =} before it if wanted
 * @param tenants how many clients at once they are compared with, 1 to 50
 */
record BenchOptions(boolean json, Map<String, String> against, int tenants) {
    private static final int MOST_TENANTS = 50;
    private static final String USAGE = """
            usage: bulkhead bench [--json] [--against '[NAME=]COMMAND' ... [--tenants N]]

            Measures what the wall costs, against the same server spoken to directly, in about two minutes.

            --against   drives the MCP gateway COMMAND, which speaks MCP on stdio, through the same work as Bulkhead, and prints
                        what each takes beside the bare server: starts, calls, calls at once, memory, the end, what is left over,
                        and several clients at once. All serve server-everything from npm. In COMMAND, {server} is its
                        script (for node), {config} a file with it in the usual 'mcpServers' shape, {folder} a folder for
                        each client, {port} a free port. Several minutes for each COMMAND. Exits with 1 when one cannot
                        do the work. NAME is up to 20 letters, digits, '.', '-' and '@'; DEBUG=1 is a variable.
            --tenants   how many clients at once, 10 unless given

            Example: bulkhead bench --against 'mcporter=npx -y mcporter@0.12.3 --config {config} serve --stdio'""";

    /** Reads the command line; ends the program with 2 where it makes no sense, and with 0 after help. */
    static BenchOptions of(String[] args) {
        boolean json = false;
        List<String> against = new ArrayList<>();
        int tenants = 10;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--json" -> json = true;
                case "--against" -> against.add(value(args, ++i));
                case "--tenants" -> tenants = number(value(args, ++i));
                case "-h", "--help" -> {
                    System.out.println(USAGE);
                    System.exit(0);
                }
                default -> throw wrong("unknown argument '" + args[i] + "'");
            }
        }
        try {
            return new BenchOptions(json, Against.named(against), tenants);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static String value(String[] args, int at) {
        if (at == args.length) {
            throw wrong(args[at - 1] + " needs a value");
        }
        return args[at];
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST_TENANTS) {
            return Integer.parseInt(text);
        }
        throw wrong("--tenants takes a number from 1 to " + MOST_TENANTS + ", not '" + text + "'");
    }

    private static IllegalStateException wrong(String what) {
        System.err.println("bulkhead: " + what + "\n\n" + USAGE);
        System.exit(2);
        return new IllegalStateException(what);
    }
}
