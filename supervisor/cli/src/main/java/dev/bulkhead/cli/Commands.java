package dev.bulkhead.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * The commands below {@code bulkhead}, in the order of the help.
 *
 * <p>Just the one that is called is made: picocli reads every annotation of every command that it is given, and those of all
 * together took half of the time that a command took.
 */
final class Commands {
    private static final List<String> NAMES = List.of(
            "help",
            "tenant",
            "sign-in",
            "sign-out",
            "switch",
            "halt",
            "resume",
            "secret",
            "vault",
            "server",
            "token",
            "approve",
            "deny",
            "alerts",
            "host",
            "audit",
            "usage",
            "signing-key",
            "status",
            "start",
            "stop",
            "backup",
            "restore",
            "doctor",
            "completion",
            "manual");

    private Commands() {}

    /** Adds the command that {@code arguments} begin with; all of them when that is none, or asks for help. */
    static void addTo(CommandLine line, String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (NAMES.contains(first) && !first.equals("help")) {
            line.addSubcommand(first, named(first));
        } else {
            NAMES.forEach(name -> line.addSubcommand(name, named(name)));
        }
    }

    private static Object named(String name) {
        return switch (name) {
            case "help" -> new HelpCommand();
            case "tenant" -> new TenantCommand();
            case "sign-in" -> new SignInCommand();
            case "sign-out" -> new SignOutCommand();
            case "switch" -> new SwitchCommand();
            case "halt" -> new HaltCommand();
            case "resume" -> new ResumeCommand();
            case "secret" -> new SecretCommand();
            case "vault" -> new VaultCommand();
            case "server" -> new ServerCommand();
            case "token" -> new TokenCommand();
            case "approve" -> new ApproveCommand();
            case "deny" -> new DenyCommand();
            case "alerts" -> new AlertsCommand();
            case "host" -> new HostCommand();
            case "audit" -> new AuditCommand();
            case "usage" -> new UsageCommand();
            case "signing-key" -> new SigningKeyCommand();
            case "status" -> new StatusCommand();
            case "start" -> new StartCommand();
            case "stop" -> new StopCommand();
            case "backup" -> new BackupCommand();
            case "restore" -> new RestoreCommand();
            case "doctor" -> new DoctorCommand();
            case "completion" -> new CompletionCommand();
            case "manual" -> new ManualCommand();
            default -> throw new IllegalArgumentException("no command is called " + name);
        };
    }
}
