package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.Mount;
import dev.bulkhead.daemon.sandbox.MountRules;
import dev.bulkhead.daemon.sandbox.Programs;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The desktop's npm: where it is, how it is set up, and how it runs in a sandbox. Immutable; may wait for its answers. */
record Npm(Programs programs, Questions questions, Path userHome) {
    /** Where Debian keeps npm, whose own modules then lie beside it. */
    private static final Path DEBIAN = Path.of("/usr/share/nodejs");

    /** Returns the consultant's settings of npm. Credentials are not among them: npm does not tell them. */
    NpmSettings settings() throws IOException, SandboxUnavailableException {
        return NpmSettings.read(
                questions.ask(List.of(programs.executable("npm").toString(), "config", "list", "--json")));
    }

    /**
     * Returns npm as it installs {@code spec} into {@code /package}.
     *
     * @param seen further files that it needs
     */
    SandboxSpec.Program program(String spec, Installs.Scripts scripts, List<Path> seen, MountRules rules)
            throws IOException, SandboxUnavailableException {
        Path folder = folder();
        boolean debian = folder.startsWith(DEBIAN);
        List<String> arguments = new ArrayList<>(
                List.of((debian ? folder.toString() : "/npm") + "/bin/npm-cli.js", "install", "--prefix", "/package"));
        if (scripts == Installs.Scripts.IGNORED) {
            arguments.add("--ignore-scripts");
        }
        arguments.addAll(List.of("--install-links", "--", spec));
        SandboxSpec.Program node = programs.node(arguments);
        List<String> fragments = new ArrayList<>(node.fragments());
        fragments.add("npm");
        Map<String, String> values = new LinkedHashMap<>(node.values());
        values.put("NPM", folder.toString());
        List<Mount> mounts = new ArrayList<>();
        if (debian) {
            mounts.add(Mount.asItLies(DEBIAN));
        }
        if (scripts == Installs.Scripts.ALLOWED) {
            fragments.add("scripts");
        }
        for (Path path : seen) {
            mounts.add(Mount.asItLies(rules.allowed(path)));
        }
        return new SandboxSpec.Program(fragments, values, mounts, node.command());
    }

    private Path folder() throws IOException, SandboxUnavailableException {
        Path npm = programs.executable("npm").toRealPath();
        Path bin = npm.getParent();
        Path folder = bin == null ? null : bin.getParent();
        if (folder != null && Files.isRegularFile(folder.resolve("bin/npm-cli.js"))) {
            return folder;
        }
        // A version manager's shim: npm comes with its node.
        Path node = Path.of(programs.node(List.of()).command().getFirst());
        Path beside = node.resolveSibling("../lib/node_modules/npm").normalize();
        if (Files.isRegularFile(beside.resolve("bin/npm-cli.js"))) {
            return beside;
        }
        throw new SandboxUnavailableException("npm was not found beside " + node + ": install node with its npm");
    }
}
