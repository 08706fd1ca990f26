package dev.bulkhead.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead deny}: refuses what waits for the consultant. */
@Command(
        name = "deny",
        description = "Refuses an AI host or a call that waits for you.",
        mixinStandardHelpOptions = true)
final class DenyCommand extends Errand {
    @Parameters(paramLabel = "ID", description = "The question, as 'bulkhead approve' shows it.")
    String id;

    @Option(names = "--always", description = "Never ask about this host again; of a call: not again in this session.")
    boolean always;

    @Override
    public Integer call() throws Exception {
        return ask(
                "approvals.deny",
                Connection.args().put("id", id).put("always", always),
                done -> out().println("Denied " + id + "."));
    }
}
