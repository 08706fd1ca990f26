package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.SeatbeltForms.Form;
import dev.bulkhead.daemon.sandbox.SeatbeltForms.Forms;
import dev.bulkhead.daemon.sandbox.SeatbeltForms.Text;
import dev.bulkhead.daemon.sandbox.SeatbeltForms.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A checked profile or fragment for macOS: rules that are known here, each no wider than it must be, so that a slip in a file
 * cannot open a wall.
 *
 * @param name as its first line says
 * @param rules in their order; the last that matches decides
 */
record SeatbeltProfile(String name, List<Forms> rules) {
    private static final String HEADER = "; bulkhead-seatbelt 1 ";
    private static final List<String> BEGINNING = List.of("(version 1)", "(deny default)");

    private static final Set<String> WRITABLE = Set.of("(param \"WORKSPACE\")", "(param \"TEMPORARY\")");
    private static final String DOOR = "(remote unix-socket (path-literal (param \"EGRESS\")))";

    /** A whole folder of the system or of the users' is never a rule: it has at least two names. */
    private static final Pattern SYSTEM_PATH = Pattern.compile("/(usr|System|private|dev)/[^.].*");

    private static final Set<String> ROOT_NAMES = Set.of("/", "/etc", "/tmp", "/var", "/Library");

    /** For each operation what may limit it. */
    private static final Map<String, Predicate<Forms>> OPERATIONS = Map.ofEntries(
            Map.entry("process-exec", SeatbeltProfile::isOurProgram),
            Map.entry("process-info*", SeatbeltProfile::isItself),
            Map.entry("signal", SeatbeltProfile::isItself),
            Map.entry("sysctl-read", SeatbeltProfile::isOfTheMachine),
            Map.entry("sysctl-write", is("(sysctl-name \"kern.grade_cputype\")")),
            Map.entry("mach-lookup", each -> each.head().equals("global-name") && hasText(each)),
            Map.entry("file-read*", SeatbeltProfile::isReadable),
            Map.entry("file-map-executable", each -> isReadable(each) && !isWritable(each)),
            Map.entry("file-read-metadata", each -> each.head().equals("path-ancestors") || isReadable(each)),
            Map.entry("file-write*", each -> each.head().equals("subpath") && isWritable(each)),
            Map.entry("file-write-data", is("(literal \"/dev/null\")")),
            Map.entry("system-socket", is("(socket-domain AF_UNIX)")),
            Map.entry("network-outbound", is(DOOR)));

    private static final Set<String> NETWORK = Set.of("system-socket", "network-outbound");

    SeatbeltProfile {
        rules = List.copyOf(rules);
    }

    /** Reads a full profile: what it does not allow is refused. */
    static SeatbeltProfile profile(Path file) throws SandboxUnavailableException {
        SeatbeltProfile profile = read(file);
        List<String> beginning =
                profile.rules.stream().limit(2).map(Forms::toString).toList();
        if (!beginning.equals(BEGINNING)) {
            throw new SandboxUnavailableException(
                    file + ": a profile begins with " + String.join(" ", BEGINNING) + "; nothing starts under it");
        }
        return profile;
    }

    /** Reads a fragment: what a runtime needs on top of a profile. */
    static SeatbeltProfile fragment(Path file) throws SandboxUnavailableException {
        SeatbeltProfile fragment = read(file);
        if (fragment.rules.stream().anyMatch(rule -> BEGINNING.contains(rule.toString()))) {
            throw new SandboxUnavailableException(file + ": a fragment does not begin a profile anew");
        }
        return fragment;
    }

    private static SeatbeltProfile read(Path file) throws SandboxUnavailableException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new SandboxUnavailableException("the profile " + file + " cannot be read: " + e.getMessage());
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
            throw new SandboxUnavailableException(file + ":1: a profile begins with '" + HEADER + "NAME'");
        }
        Reasons.check(file, lines, ";");
        String name = lines.getFirst().substring(HEADER.length()).strip();
        List<Forms> rules = new ArrayList<>();
        try {
            for (Forms form : SeatbeltForms.read(String.join("\n", lines))) {
                if (form.toString().equals("(like strict)") && rules.isEmpty() && !name.equals("strict")) {
                    rules.addAll(profile(file.resolveSibling("strict.sb")).rules);
                } else {
                    check(form, name, rules.size());
                    rules.add(form);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new SandboxUnavailableException(file + ":" + e.getMessage());
        }
        return new SeatbeltProfile(name, rules);
    }

    private static void check(Forms rule, String name, int before) {
        if (before < BEGINNING.size() && rule.toString().equals(BEGINNING.get(before))) {
            return;
        }
        List<Forms> limits = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        for (Form form : rule.rest()) {
            switch (form) {
                case Word word when limits.isEmpty() -> operations.add(word.word());
                case Forms limit -> limits.add(limit);
                default -> throw wrong(rule, "is no rule");
            }
        }
        if (!rule.head().equals("allow") || operations.isEmpty() || limits.isEmpty()) {
            throw wrong(rule, "is no rule: it allows an operation within limits");
        }
        for (String operation : operations) {
            Predicate<Forms> may = OPERATIONS.get(operation);
            if (may == null || !limits.stream().allMatch(may)) {
                throw wrong(rule, "allows more of '" + operation + "' than a profile may");
            }
            if (NETWORK.contains(operation) && !name.equals("network")) {
                throw wrong(rule, "is for the profile 'network' alone");
            }
        }
    }

    private static IllegalArgumentException wrong(Forms rule, String what) {
        return new IllegalArgumentException(" " + rule + " " + what);
    }

    private static Predicate<Forms> is(String form) {
        return each -> each.toString().equals(form);
    }

    private static boolean hasText(Forms form) {
        return form.forms().size() == 2 && form.forms().get(1) instanceof Text;
    }

    private static boolean isItself(Forms form) {
        return form.toString().equals("(target self)");
    }

    private static boolean isWritable(Forms form) {
        return form.forms().size() == 2 && WRITABLE.contains(form.forms().get(1).toString());
    }

    private static boolean isOurProgram(Forms form) {
        return Set.of("(literal (param \"JAVA\"))", "(literal (param \"PROGRAM\"))", "(subpath (param \"PREFIX\"))")
                .contains(form.toString());
    }

    private static boolean isOfTheMachine(Forms form) {
        return Set.of("(sysctl-name-prefix \"hw.\")", "(sysctl-name-prefix \"machdep.cpu.\")")
                        .contains(form.toString())
                || form.head().equals("sysctl-name")
                        && hasText(form)
                        && !form.toString().contains("\"kern.proc");
    }

    private static boolean isReadable(Forms form) {
        boolean isPlace = form.head().equals("literal") || form.head().equals("subpath");
        if (!isPlace || form.forms().size() != 2) {
            return false;
        }
        return switch (form.forms().get(1)) {
            case Text path ->
                SYSTEM_PATH.matcher(path.text()).matches() && !path.text().contains("/..")
                        || form.head().equals("literal") && ROOT_NAMES.contains(path.text());
            case Forms param -> param.head().equals("param") && hasText(param);
            case Word word -> false;
        };
    }
}
