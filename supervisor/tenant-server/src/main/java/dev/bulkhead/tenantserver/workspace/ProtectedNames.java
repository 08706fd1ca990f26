package dev.bulkhead.tenantserver.workspace;

import dev.bulkhead.tenantserver.json.Shown;
import java.util.Locale;
import java.util.Set;

/**
 * Names that the consultant's own tools execute or obey: reading them is fine, writing them would be a way out of the sandbox.
 * Compared as the most forgiving file system would: without case, without characters that are not seen, without what Windows
 * drops at the end.
 */
final class ProtectedNames {
    private static final Set<String> NAMES = Set.of(
            ".git",
            "git~1",
            ".vscode",
            ".idea",
            ".envrc",
            ".mcp.json",
            "claude.md",
            "claude.local.md",
            "agents.md",
            ".cursor",
            ".cursorrules",
            ".husky",
            ".claude",
            ".codex",
            ".gemini",
            "gemini.md",
            ".devcontainer",
            ".devcontainer.json",
            ".npmrc",
            ".bashrc",
            ".bash_profile",
            ".zshrc",
            ".zshenv",
            ".profile",
            ".ssh");

    private ProtectedNames() {}

    /** Refuses a path of which any name is protected. */
    static void check(RelativePath path) throws Refused {
        for (String name : path.names()) {
            if (NAMES.contains(plain(name))) {
                throw new Refused("'" + Shown.of(path.toString()) + "' is not writable: '"
                        + Shown.of(name) + "' is a name that other programs of the consultant obey;"
                        + " write to another name");
            }
        }
    }

    private static String plain(String name) {
        StringBuilder seen = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && name.charAt(i) != ':'; i++) {
            char c = name.charAt(i);
            if (Character.getType(c) != Character.FORMAT) {
                seen.append(c);
            }
        }
        while (!seen.isEmpty() && (seen.charAt(seen.length() - 1) == '.' || seen.charAt(seen.length() - 1) == ' ')) {
            seen.setLength(seen.length() - 1);
        }
        return seen.toString().toLowerCase(Locale.ROOT);
    }
}
