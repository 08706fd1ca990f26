package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which events are wanted: the options of {@code audit list} and {@code audit export}. */
final class AuditFilterOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "The newest N; all of them unless given.")
    @Nullable
    Integer limit;

    @Option(names = "--since", paramLabel = "TIME", description = "From this moment on, as 2026-11-21T14:00:00Z.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before this moment.")
    @Nullable
    String until;

    @Option(names = "--tool", paramLabel = "TOOL", description = "Calls of this tool.")
    @Nullable
    String tool;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "success, error, denied, limited, cancelled or lost.")
    @Nullable
    String status;

    @Option(names = "--session", paramLabel = "ID", description = "Events of this session.")
    @Nullable
    String session;

    @Option(names = "--host", paramLabel = "NAME", description = "Events of this program, by its file's name.")
    @Nullable
    String host;

    @Option(names = "--type", paramLabel = "TYPE", description = "Events of this type: tool_call, sign_in, …")
    @Nullable
    String type;

    void addTo(ObjectNode args) {
        if (limit != null) {
            if (limit < 1) {
                throw new ParameterException(command.commandLine(), "--limit is 1 or more; without it all are meant");
            }
            args.put("limit", limit);
        }
        put(args, "since", since);
        put(args, "until", until);
        put(args, "tool", tool);
        put(args, "status", status);
        put(args, "session", session);
        put(args, "host", host);
        put(args, "type", type);
    }

    private static void put(ObjectNode args, String name, @Nullable String value) {
        if (value != null) {
            args.put(name, value);
        }
    }
}
