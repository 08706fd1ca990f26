package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command that would fetch a package at each start: {@code npx [-y] PACKAGE …}, {@code npx --package PACKAGE BIN …},
 * {@code npm exec …}. Here it is installed once, by an explicit step, and run from there.
 *
 * @param spec the package as npm takes it: {@code @scope/name@version}, or the absolute path of a {@code .tgz}
 * @param bin which of its programs; empty for its own
 * @param arguments what the program is given
 */
public record PackageCommand(String spec, Optional<String> bin, List<String> arguments) {
    private static final Pattern SPEC = Pattern.compile("[^\\s\\p{Cntrl}-][^\\s\\p{Cntrl}]{0,1023}");
    private static final Set<String> FLAGS =
            Set.of("-y", "--yes", "-q", "--quiet", "--silent", "--prefer-online", "--");

    public PackageCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns what {@code settings} would install; empty for another command.
     *
     * @throws SandboxUnavailableException when it is such a command, but not one that can be read
     */
    public static Optional<PackageCommand> of(UpstreamSettings.Stdio settings) throws SandboxUnavailableException {
        String program = settings.command().substring(settings.command().lastIndexOf('/') + 1);
        List<String> words = settings.args();
        if (program.equals("npm") && !words.isEmpty() && Set.of("exec", "x").contains(words.getFirst())) {
            return Optional.of(read(words.subList(1, words.size())));
        }
        return program.equals("npx") ? Optional.of(read(words)) : Optional.empty();
    }

    private static PackageCommand read(List<String> words) throws SandboxUnavailableException {
        Optional<String> named = Optional.empty();
        int at = 0;
        for (; at < words.size() && words.get(at).startsWith("-"); at++) {
            String word = words.get(at);
            Optional<String> one = Optional.empty();
            if (word.startsWith("--package=")) {
                one = Optional.of(word.substring("--package=".length()));
            } else if ((word.equals("--package") || word.equals("-p")) && at + 1 < words.size()) {
                one = Optional.of(words.get(++at));
            } else if (!FLAGS.contains(word)) {
                throw new SandboxUnavailableException("npx is read here with -y and --package alone, not with '" + word
                        + "': remove it from the server's arguments");
            }
            if (one.isPresent() && named.isPresent()) {
                throw new SandboxUnavailableException("npx is read here with one --package: name one");
            }
            named = one.isPresent() ? one : named;
        }
        if (at >= words.size()) {
            throw new SandboxUnavailableException("npx names no package: as in npx -y @scope/server");
        }
        List<String> rest = words.subList(at + 1, words.size());
        PackageCommand command = named.isPresent()
                ? new PackageCommand(named.get(), Optional.of(words.get(at)), withoutDashes(rest))
                : new PackageCommand(words.get(at), Optional.empty(), rest);
        if (!SPEC.matcher(command.spec()).matches()) {
            throw new SandboxUnavailableException("'" + command.spec() + "' is no name of a package");
        }
        return command;
    }

    /** {@code npm exec --package=X -- bin args}: the dashes may also stand after the program. */
    private static List<String> withoutDashes(List<String> rest) {
        return !rest.isEmpty() && rest.getFirst().equals("--") ? rest.subList(1, rest.size()) : rest;
    }

    /** The file that it names, where it names one instead of a package of the registry. */
    Optional<String> file() {
        String path = spec.startsWith("file:") ? spec.substring("file:".length()) : spec;
        return path.startsWith("/") ? Optional.of(path) : Optional.empty();
    }
}
