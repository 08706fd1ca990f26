package dev.bulkhead.daemon.sandbox.seccomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads policies as the data that they are. A name that no machine knows, a call that stands twice, a condition without an
 * {@code otherwise}: each is an error, since a slip here opens a wall.
 */
final class PolicyReader {
    private static final String HEADER = "# bulkhead-seccomp 1 ";
    private static final Pattern CONDITION =
            Pattern.compile("arg([0-5])(?: & (0x[0-9a-f]+))? (==|!=) (0x[0-9a-f]+|[0-9]+)");

    private final Path file;
    private final Set<String> known;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<String, List<List<Condition>>> open = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private int number;

    private PolicyReader(Path file, Set<String> known) {
        this.file = file;
        this.known = known;
    }

    /** @param known the names of all machines' calls together */
    static Policy read(Path file, Set<String> known) throws SeccompException {
        return new PolicyReader(file, known).read();
    }

    private Policy read() throws SeccompException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new SeccompException("the policy " + file + " cannot be read: " + e.getMessage());
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
            throw problem("a policy begins with '" + HEADER + "NAME'");
        }
        for (number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            int comment = line.indexOf('#');
            String words = (comment < 0 ? line : line.substring(0, comment)).trim();
            if (!words.isEmpty()) {
                take(words);
            }
        }
        if (!open.isEmpty()) {
            throw problem("no 'otherwise' for " + open.keySet());
        }
        return new Policy(lines.getFirst().substring(HEADER.length()).trim(), rules);
    }

    private void take(String line) throws SeccompException {
        String[] words = line.split(" +", 2);
        if (words.length < 2) {
            throw problem("a rule is 'allow', 'deny', 'otherwise' or 'like' and what it is about");
        }
        switch (words[0]) {
            case "like" -> {
                if (!rules.isEmpty()) {
                    throw problem("'like' stands before all rules");
                }
                rules.putAll(
                        read(file.resolveSibling(words[1] + ".policy"), known).rules());
            }
            case "allow" -> {
                int when = words[1].indexOf(" when ");
                if (when < 0) {
                    always(words[1], Verdict.ALLOW);
                } else {
                    way(words[1].substring(0, when), words[1].substring(when + " when ".length()));
                }
            }
            case "deny" -> always(words[1], Verdict.EPERM);
            case "otherwise" -> otherwise(words[1]);
            default -> throw problem("'" + words[0] + "' is no rule: allow, deny, otherwise, like");
        }
    }

    private void always(String calls, Verdict verdict) throws SeccompException {
        for (String call : calls.split(" +")) {
            rules.put(once(call), Rule.always(verdict));
        }
    }

    private void way(String call, String conditions) throws SeccompException {
        List<Condition> way = new ArrayList<>();
        for (String text : conditions.trim().split(" and ")) {
            Matcher matcher = CONDITION.matcher(text.trim());
            if (!matcher.matches()) {
                throw problem("'" + text + "' is no condition, as in arg0 & 0x40 == 0");
            }
            int mask = matcher.group(2) == null ? -1 : value(matcher.group(2));
            way.add(new Condition(
                    Integer.parseInt(matcher.group(1)),
                    mask,
                    value(matcher.group(4)),
                    matcher.group(3).equals("==")));
        }
        List<List<Condition>> ways = open.get(call);
        if (ways == null) {
            ways = new ArrayList<>();
            open.put(once(call), ways);
        }
        ways.add(way);
    }

    private void otherwise(String rest) throws SeccompException {
        String[] words = rest.split(" +");
        List<List<Condition>> ways = open.remove(words[0]);
        if (words.length != 2 || ways == null) {
            throw problem("'otherwise' ends the conditions of a call: otherwise socket EPERM");
        }
        Verdict verdict = switch (words[1]) {
            case "EPERM" -> Verdict.EPERM;
            case "ENOSYS" -> Verdict.ENOSYS;
            case "EAFNOSUPPORT" -> Verdict.EAFNOSUPPORT;
            default -> throw problem("'" + words[1] + "' is no error that is known here");
        };
        rules.put(words[0], new Rule(ways, verdict));
    }

    private String once(String call) throws SeccompException {
        if (!known.contains(call)) {
            throw problem("no machine has a system call '" + call + "'");
        }
        if (!written.add(call)) {
            throw problem("'" + call + "' stands here twice");
        }
        return call;
    }

    private static int value(String text) {
        return text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseUnsignedInt(text);
    }

    private SeccompException problem(String what) {
        return new SeccompException(file + ":" + number + ": " + what);
    }
}
