package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names that the consultant's own tools execute or obey (design, rule 8), where they stand at the top of a workspace. Stateless. */
final class ObeyedNames {
    private static final List<String> OBEYED = List.of(
            ".git",
            ".vscode",
            ".idea",
            ".envrc",
            ".mcp.json",
            "CLAUDE.md",
            "CLAUDE.local.md",
            "AGENTS.md",
            "GEMINI.md",
            ".cursor",
            ".cursorrules",
            ".husky",
            ".claude",
            ".codex",
            ".gemini",
            ".devcontainer",
            ".devcontainer.json",
            ".npmrc",
            ".bashrc",
            ".bash_profile",
            ".zshrc",
            ".zshenv",
            ".profile",
            ".ssh");

    private ObeyedNames() {}

    /** Returns those that are there, relative to {@code workspace}: they stay read-only inside. */
    static List<Path> in(Path workspace) throws SandboxUnavailableException {
        if (!Files.isDirectory(workspace, LinkOption.NOFOLLOW_LINKS)) {
            throw new SandboxUnavailableException("the workspace " + workspace
                    + " is no folder (or is a symbolic link): create it, or name another in the tenant's settings");
        }
        List<Path> readOnly = new ArrayList<>();
        for (String name : OBEYED) {
            if (Files.exists(workspace.resolve(name), LinkOption.NOFOLLOW_LINKS)
                    && !Files.isSymbolicLink(workspace.resolve(name))) {
                readOnly.add(Path.of(name));
            }
        }
        return readOnly;
    }
}
