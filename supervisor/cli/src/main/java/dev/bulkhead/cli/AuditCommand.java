package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead audit}: what was done for a tenant, and that nobody changed the record of it. */
@Command(
        name = "audit",
        description = "Lists, follows, exports, verifies and erases from a tenant's audit.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|tail|export|evidence|erase|retain|verify|accept",
        subcommands = {
            AuditCommand.ListAll.class,
            AuditCommand.Tail.class,
            AuditExportCommand.class,
            AuditEvidenceCommand.class,
            AuditEraseCommand.class,
            AuditRetainCommand.class,
            AuditCheckCommands.Verify.class,
            AuditCheckCommands.Accept.class
        })
final class AuditCommand extends Group {
    /** How an event is shown: a line of JSON, or a row that people read. */
    static final class Shape {
        @Option(names = "--table", description = "Rows for people instead of JSON Lines.")
        boolean table;

        @Option(names = "--json", description = "JSON Lines, one event a line (the default).")
        boolean json;

        @Mixin
        Unseal unseal;

        private long sealed;

        /** Prints what {@code command} answers, and says once on stderr what is sealed. */
        int print(String command, String tenant, ObjectNode args, CommandLine line) throws Exception {
            List<SecretBytes> secrets = unseal.secrets(args, tenant, false);
            try (Connection supervisor = Connection.open()) {
                Removed.tell(
                        supervisor.stream(command, args, printer(line), secrets.toArray(SecretBytes[]::new)),
                        line.getErr());
            } finally {
                secrets.forEach(SecretBytes::close);
            }
            if (sealed > 0 && table) {
                line.getErr()
                        .println("what may name a person is sealed in " + sealed + " of these events: sign in to "
                                + tenant + ", or add --unseal");
            }
            return 0;
        }

        private Consumer<JsonNode> printer(CommandLine line) {
            PrintWriter out = line.getOut();
            return event -> {
                sealed += event.path("sealed").asBoolean() ? 1 : 0;
                if (table) {
                    out.printf(
                            "%s  %-18s %-18s %-9s %8s  %s%n",
                            event.path("timestamp").asText(),
                            event.path("event_type").asText(),
                            text(event, "tool_name"),
                            event.path("result_status").asText(),
                            text(event, "latency_ms"),
                            text(event, "detail"));
                } else {
                    out.println(event);
                }
                if (out.checkError()) {
                    throw new UncheckedIOException(new IOException("nobody reads the output any more"));
                }
            };
        }

        private static String text(JsonNode event, String name) {
            return event.path(name).isNull() ? "" : event.path(name).asText();
        }
    }

    @Command(
            name = "list",
            description = "Prints events, the oldest first, as JSON Lines.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Shape shape;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        AuditFilterOptions filter;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = Connection.args().put("tenant", tenant);
            filter.addTo(args);
            return shape.print("audit.list", tenant, args, spec.commandLine());
        }
    }

    @Command(
            name = "tail",
            description = "Prints the last events; follows the audit with -f.",
            mixinStandardHelpOptions = true)
    static final class Tail implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Shape shape;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(
                names = {"-n", "--lines"},
                paramLabel = "N",
                description = "How many; 10 unless given.")
        int lines = 10;

        @Option(
                names = {"-f", "--follow"},
                description = "Keep printing what comes.")
        boolean follow;

        @Override
        public Integer call() throws Exception {
            if (lines < 0) {
                throw new ParameterException(spec.commandLine(), "--lines is 0 or more");
            }
            ObjectNode args =
                    Connection.args().put("tenant", tenant).put("lines", lines).put("follow", follow);
            return shape.print("audit.tail", tenant, args, spec.commandLine());
        }
    }
}
