package dev.bulkhead.consent;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What the consultant is shown before code of others is let in: the exact command, and what should make one look twice. Stateless. */
public final class Consent {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final Map<String, Pattern> DANGERS = Map.of(
            "'sudo' or the like: it asks for more rights than yours",
                    Pattern.compile("(^|[\\s;|&/])(sudo|doas|su|pkexec)($|\\s)"),
            "'rm -rf': it removes files without asking",
                    Pattern.compile("(^|[\\s;|&/])rm\\s+(-[a-zA-Z]+\\s+)*-[a-zA-Z]*[rRf]"),
            "a download that is run at once (curl … | sh)",
                    Pattern.compile("(curl|wget|fetch)\\b.*\\|\\s*(\\S*/)?(ba|z|da)?sh\\b"),
            "'eval' or 'base64 -d': it hides what it runs",
                    Pattern.compile("(^|[\\s;|&(])(eval\\s|base64\\s+(-d|--decode))"),
            "a write to a device or to /etc", Pattern.compile(">\\s*/(dev/sd|etc/)"));

    /** What credentials of well-known services look like, and any long run of letters and digits (no path). */
    private static final Pattern CREDENTIAL = Pattern.compile(
            "(sk-|ghp_|gho_|github_pat_|glpat-|xox[abposr]-|AKIA|AIza|eyJ)[A-Za-z0-9_.-]{8,}|(?=[A-Za-z+_-]*[0-9])[A-Za-z0-9+_-]{32,}=*");

    private static final Pattern NAMED = Pattern.compile("TOKEN|SECRET|PASSW|API_?KEY|CREDENTIAL|PRIVATE");

    private Consent() {}

    /** Prints the command word by word, nothing cut off, nothing that a terminal would act on. */
    public static void show(PrintWriter err, String tenant, String name, List<String> words, Map<String, String> env) {
        err.println("This runs code of others on this machine, in a sandbox, with the workspace of tenant " + tenant
                + " and the variables below. As server '" + name + "':");
        err.println("  " + command(words));
        env.forEach((variable, value) -> err.println("  " + variable + "="
                + (value.startsWith("secret:") || value.startsWith("inject:")
                        ? value
                        : "(" + value.length() + " characters)")));
        dangers(words).forEach(danger -> err.println("  LOOK TWICE: " + danger));
        err.flush();
    }

    /** {@code words} as a shell would need them, so that it is plain where each begins and ends. */
    public static String command(List<String> words) {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add(
                    PLAIN.matcher(word).matches()
                            ? word
                            : "'" + Visible.of(word).replace("'", "'\\''") + "'");
        }
        return String.join(" ", quoted);
    }

    /** A sentence for each thing in {@code words} that is rarely meant well; empty for most commands. */
    public static List<String> dangers(List<String> words) {
        String all = String.join(" ", words);
        return DANGERS.entrySet().stream()
                .filter(danger -> danger.getValue().matcher(all).find())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Returns whether a value that stands in the settings as it is looks like one that belongs into the vault. */
    public static boolean looksLikeACredential(String variable, String value) {
        return !value.startsWith("secret:")
                && !value.startsWith("inject:")
                && (CREDENTIAL.matcher(value).find()
                        || NAMED.matcher(variable.toUpperCase(Locale.ROOT)).find());
    }
}
