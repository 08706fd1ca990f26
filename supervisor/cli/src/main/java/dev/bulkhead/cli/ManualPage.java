package dev.bulkhead.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes {@code bulkhead(1)} in roff, man(7), out of the commands' own model: what {@code --help} says, on one page. One thread. */
final class ManualPage {
    private static final String HEAD = """
            .TH BULKHEAD 1
            .SH NAME
            bulkhead \\- keeps the MCP servers of several clients apart
            .SH SYNOPSIS
            .B bulkhead
            .I COMMAND
            .RI [ ARGUMENT ...]
            .PP
            .B bulkhead connect
            .RB [ \\-\\-tenant
            .IR TENANT ]
            .PP
            .B bulkhead ui
            .SH DESCRIPTION
            Runs each client's MCP servers behind a wall of their own: own processes, own sandbox of the operating system, own
            working directory, credentials out of an encrypted vault, own tamper-evident audit.
            An AI host launches
            .B bulkhead connect
            over stdio; the supervisor behind it is started by the first command or host that needs it.
            .B bulkhead ui
            opens the window.
            .PP
            Passphrases and secrets are read from a terminal or from standard input, never from arguments.
            .SH OPTIONS
            .TP
            .B \\-h, \\-\\-help
            Of any command: what it does, and what it takes.
            .TP
            .B \\-V, \\-\\-version
            The version that is installed.
            .SH COMMANDS
            """;
    private static final String TAIL = """
            .SH EXIT STATUS
            0: done. 1: refused or failed, with one line on standard error that says why and what to do. 2: wrong usage.
            .SH ENVIRONMENT
            .TP
            .B BULKHEAD_HOME
            The folder of everything below, instead of the platform's own folders.
            .TP
            .B BULKHEAD_TOKEN
            A token of
            .BR "bulkhead token issue" ,
            for
            .B bulkhead connect
            in scripts.
            .SH FILES
            .TP
            .I ~/.config/bulkhead/tenants/TENANT.yaml
            Settings; a change takes effect within two seconds.
            .TP
            .I ~/.local/share/bulkhead
            Vaults, audit streams, state, workspaces.
            .TP
            .I ~/.local/state/bulkhead/logs
            The supervisor's log, without secrets, and reports of crashes.
            .SH SEE ALSO
            .BR bwrap (1)
            .PP
            .I /usr/share/doc/bulkhead
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private ManualPage() {}

    static String of(CommandLine all) {
        ManualPage manual = new ManualPage();
        for (CommandLine each : all.getSubcommands().values()) {
            manual.command(each);
        }
        return manual.page.append(TAIL).toString();
    }

    private void command(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        if (line.getSubcommands().isEmpty() || !spec.args().stream().allMatch(ManualPage::isHelp)) {
            request(".SS", spec.qualifiedName());
            text(synopsis(line));
            page.append(".PP\n");
        } else {
            request(".SS", spec.qualifiedName());
        }
        text(sentence(spec.usageMessage().description()));
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            described(parameter.paramLabel(), parameter.description());
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !isHelp(option)) {
                String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
                described(String.join(", ", option.names()) + label, option.description());
            }
        }
        for (CommandLine below : line.getSubcommands().values()) {
            command(below);
        }
    }

    private static boolean isHelp(CommandLine.Model.ArgSpec argument) {
        return argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
    }

    private static String synopsis(CommandLine line) {
        return new Help(line.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .strip()
                .replaceAll("\\s+", " ")
                .replaceFirst(" \\[-hV\\]", "");
    }

    private void described(String what, String... description) {
        if (!what.isEmpty()) {
            page.append(".TP\n.B ").append(escaped(what)).append('\n');
            text(sentence(description));
        }
    }

    private void request(String request, String words) {
        page.append(request).append(' ').append(escaped(words)).append('\n');
    }

    /** A line that begins as a request of roff's would be one. */
    private void text(String words) {
        String escaped = escaped(words.isEmpty() ? "-" : words);
        page.append(escaped.startsWith(".") ? "\\&" : "").append(escaped).append('\n');
    }

    private static String sentence(String... lines) {
        List<String> sentences = new ArrayList<>();
        for (String each : lines) {
            sentences.add(String.format(each).strip());
        }
        return String.join(" ", sentences).replaceAll("\\s+", " ").strip();
    }

    private static String escaped(String words) {
        return words.codePoints().mapToObj(ManualPage::escaped).collect(Collectors.joining());
    }

    /** What a terminal would show as typography is shown as it is typed: groff_char(7). */
    private static String escaped(int character) {
        return switch (character) {
            case '\\' -> "\\e";
            case '-' -> "\\-";
            case '\'' -> "\\(aq";
            case '`' -> "\\(ga";
            case '^' -> "\\(ha";
            case '~' -> "\\(ti";
            case '"' -> "\\(dq";
            default -> character < 128 ? Character.toString(character) : String.format("\\[u%04X]", character);
        };
    }
}
