package dev.bulkhead.daemon.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an interpreter's arguments name outside the workspace: the script, with the folder that a marker shows to be its
 * project, else the file alone. Never more: a folder full of downloads is no project.
 *
 * @param markers names of files that make a folder a project
 * @param values options that take the next argument
 * @param ends options after which there is no script
 */
record ScriptMounts(MountRules rules, Set<String> markers, Set<String> values, Set<String> ends) {

    List<Mount> of(List<String> arguments) throws SandboxUnavailableException {
        List<Mount> mounts = new ArrayList<>();
        boolean isValue = false;
        for (String argument : arguments) {
            if (ends.contains(argument)) {
                break;
            }
            if (argument.startsWith("-") && !isValue) {
                isValue = values.contains(argument);
                continue;
            }
            if (argument.startsWith("/")) {
                add(Path.of(argument).normalize(), mounts);
            }
            if (!isValue) {
                break;
            }
            isValue = false;
        }
        return mounts;
    }

    private void add(Path script, List<Mount> mounts) throws SandboxUnavailableException {
        if (!Files.exists(script) || rules.isInWorkspace(script)) {
            return;
        }
        rules.allowed(script);
        List<Path> above = rules.above(script);
        for (Path folder : above.reversed()) {
            // An installed package: what it needs lies beside it.
            if (folder.endsWith("node_modules")) {
                mounts.add(Mount.asItLies(folder));
                return;
            }
        }
        for (Path folder : above) {
            if (markers.stream().anyMatch(marker -> Files.isRegularFile(folder.resolve(marker)))) {
                mounts.add(Mount.asItLies(folder));
                return;
            }
        }
        mounts.add(Mount.asItLies(script));
    }
}
