package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Java program of others, on the desktop's own Java. Stateless. */
final class JavaProgram {
    private static final Set<String> PATHS = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");

    private JavaProgram() {}

    static Program of(Path file, List<String> arguments, MountRules rules)
            throws IOException, SandboxUnavailableException {
        Path java = file.toRealPath();
        Path bin = java.getParent();
        Path home = bin == null ? null : bin.getParent();
        if (home == null || !Files.isDirectory(home.resolve("lib"))) {
            throw new SandboxUnavailableException(
                    file + " is no Java but leads to one: name the bin/java of the installation itself");
        }
        List<Mount> mounts = new ArrayList<>();
        List<String> linked = Bubblewrap.linkedSettings(rules.allowed(home));
        for (int i = 0; i + 2 < linked.size(); i += 3) {
            mounts.add(Mount.asItLies(Path.of(linked.get(i + 1))));
        }
        List<String> inside = new ArrayList<>();
        String before = "";
        for (String argument : arguments) {
            if (before.equals("-jar")) {
                mount(argument, rules, mounts);
                inside.add(rules.inside(argument));
                inside.addAll(arguments.subList(inside.size(), arguments.size()).stream()
                        .map(rules::inside)
                        .toList());
                break;
            }
            inside.add(PATHS.contains(before) ? path(argument, rules, mounts) : rules.inside(argument));
            before = argument;
        }
        inside.addFirst(java.toString());
        return new Program(List.of("jdk"), Map.of("PREFIX", home.toString()), mounts, inside);
    }

    private static String path(String path, MountRules rules, List<Mount> mounts) throws SandboxUnavailableException {
        List<String> elements = Arrays.asList(path.split(File.pathSeparator, -1));
        for (String element : elements) {
            mount(element.endsWith("/*") ? element.substring(0, element.length() - 2) : element, rules, mounts);
        }
        return elements.stream().map(rules::inside).collect(Collectors.joining(File.pathSeparator));
    }

    private static void mount(String element, MountRules rules, List<Mount> mounts) throws SandboxUnavailableException {
        Path path = Path.of(element);
        if (path.isAbsolute() && Files.exists(path) && !rules.isInWorkspace(path)) {
            mounts.add(Mount.asItLies(rules.allowed(path.normalize())));
        }
    }
}
