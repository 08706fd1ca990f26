package dev.bulkhead.hostfiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The AI hosts whose files are known, as their users call them. Where each keeps its own stands in {@code hosts.md}. */
public enum HostProgram {
    CLAUDE_DESKTOP("claude-desktop", "Claude Desktop", Shape.MCP_SERVERS),
    CLAUDE_CODE("claude-code", "Claude Code", Shape.MCP_SERVERS),
    CURSOR("cursor", "Cursor", Shape.MCP_SERVERS),
    VSCODE("vscode", "VS Code", Shape.SERVERS),
    CODEX("codex", "Codex", Shape.MCP_UNDERSCORE_SERVERS),
    GEMINI_CLI("gemini-cli", "Gemini CLI", Shape.MCP_SERVERS),
    QWEN_CODE("qwen-code", "Qwen Code", Shape.MCP_SERVERS),
    WINDSURF("windsurf", "Windsurf", Shape.MCP_SERVERS),
    DEVIN("devin", "Devin", Shape.MCP_SERVERS),
    ZED("zed", "Zed", Shape.CONTEXT_SERVERS),
    JETBRAINS("jetbrains", "JetBrains AI Assistant", Shape.MCP_SERVERS),
    JUNIE("junie", "JetBrains Junie", Shape.MCP_SERVERS),
    GOOSE("goose", "Goose", Shape.EXTENSIONS),
    OPENCODE("opencode", "opencode", Shape.MCP),
    CLINE("cline", "Cline", Shape.MCP_SERVERS),
    COPILOT_CLI("copilot-cli", "GitHub Copilot CLI", Shape.COPILOT);

    private final String id;
    private final String title;
    private final Shape shape;

    HostProgram(String id, String title, Shape shape) {
        this.id = id;
        this.title = title;
        this.shape = shape;
    }

    /** As it is named on a command line. */
    public String id() {
        return id;
    }

    /** As its users call it. */
    public String title() {
        return title;
    }

    Shape shape() {
        return shape;
    }

    Syntax syntax() {
        return switch (this) {
            case CODEX -> new TomlSyntax();
            case GOOSE -> new YamlSyntax();
            default -> new JsonSyntax();
        };
    }

    /** Returns the host that {@code id} names. */
    public static Optional<HostProgram> of(String id) {
        return List.of(values()).stream().filter(host -> host.id.equals(id)).findFirst();
    }

    /** The files that it may read, the likeliest first; none needs to exist. */
    public List<Path> files(Places places) {
        Path home = places.home();
        Path config = places.config();
        Path applications = places.applications();
        return switch (this) {
            case CLAUDE_DESKTOP -> {
                Path usual = applications.resolve("Claude/claude_desktop_config.json");
                yield places.windowsPackage("Claude")
                        .map(own -> List.of(own.resolve("Claude/claude_desktop_config.json"), usual))
                        .orElse(List.of(usual));
            }
            case CLAUDE_CODE ->
                List.of(
                        places.environment().containsKey("CLAUDE_CONFIG_DIR")
                                ? places.named("CLAUDE_CONFIG_DIR", "").resolve(".claude.json")
                                : home.resolve(".claude.json"));
            case CURSOR -> List.of(home.resolve(".cursor/mcp.json"));
            case VSCODE ->
                List.of(
                        applications.resolve("Code/User/mcp.json"),
                        applications.resolve("Code - Insiders/User/mcp.json"),
                        applications.resolve("VSCodium/User/mcp.json"));
            case CODEX -> List.of(places.named("CODEX_HOME", ".codex").resolve("config.toml"));
            case GEMINI_CLI -> List.of(home.resolve(".gemini/settings.json"));
            case QWEN_CODE -> List.of(home.resolve(".qwen/settings.json"));
            case WINDSURF -> List.of(home.resolve(".codeium/windsurf/mcp_config.json"));
            case DEVIN -> List.of(config.resolve("devin/mcp_config.json"));
            case ZED ->
                List.of(
                        places.os() == Places.Os.WINDOWS
                                ? applications.resolve("Zed/settings.json")
                                : config.resolve("zed/settings.json"));
            case JETBRAINS -> List.of(home.resolve(".ai/mcp/mcp.json"));
            case JUNIE -> List.of(home.resolve(".junie/mcp/mcp.json"));
            case GOOSE ->
                List.of(
                        places.os() == Places.Os.WINDOWS
                                ? applications.resolve("Block/goose/config/config.yaml")
                                : config.resolve("goose/config.yaml"));
            case OPENCODE ->
                List.of(
                        places.named("XDG_CONFIG_HOME", ".config").resolve("opencode/opencode.json"),
                        places.named("XDG_CONFIG_HOME", ".config").resolve("opencode/opencode.jsonc"));
            case CLINE -> List.of(home.resolve(".cline/data/settings/cline_mcp_settings.json"));
            case COPILOT_CLI -> List.of(places.named("COPILOT_HOME", ".copilot").resolve("mcp-config.json"));
        };
    }

    /**
     * The file that is meant when none is named: of the likeliest place where this host has been installed, whether it has made
     * its file yet or not. Empty when nothing of this host is there.
     */
    public Optional<HostFile> find(Places places) {
        return found(places).stream().findFirst();
    }

    /**
     * All its files, the likeliest first: two kinds of a program, as stable and preview, each have their own. Where one has been
     * installed and has made none yet, the file that it would make.
     */
    public List<HostFile> found(Places places) {
        List<Path> found = new ArrayList<>();
        List<Path> missing = new ArrayList<>();
        for (Path file : files(places)) {
            if (Files.isRegularFile(file) || Files.isSymbolicLink(file)) {
                // Of two names in one folder the one that is there counts, not the one that could be.
                found.removeIf(other -> missing.contains(other) && isBeside(other, file));
                found.add(file);
            } else if (isInstalled(file, places) && found.stream().noneMatch(other -> isBeside(other, file))) {
                missing.add(file);
                found.add(file);
            }
        }
        if (found.isEmpty() && places.hasOneOf(programs())) {
            found.add(files(places).getFirst());
        }
        return found.stream().map(file -> new HostFile(this, file)).toList();
    }

    /** The words that start it in a terminal; none where it has a window, or shares its word with another program. */
    public List<String> programs() {
        return switch (this) {
            case CLAUDE_CODE -> List.of("claude");
            case CODEX -> List.of("codex");
            case GEMINI_CLI -> List.of("gemini");
            case QWEN_CODE -> List.of("qwen");
            case OPENCODE -> List.of("opencode");
            case CLINE -> List.of("cline");
            case DEVIN -> List.of("devin");
            // 'goose' also migrates databases, 'copilot' also deploys to AWS.
            case GOOSE, COPILOT_CLI -> List.of();
            case CLAUDE_DESKTOP, CURSOR, VSCODE, WINDSURF, ZED, JETBRAINS, JUNIE -> List.of();
        };
    }

    /** The folder that says that a program is there before its file is. */
    private boolean isInstalled(Path file, Places places) {
        Path folder = file.getParent();
        if (this == CLAUDE_CODE && places.home().equals(folder)) {
            // The file lies in the user's own folder, which says nothing.
            return Files.isDirectory(places.home().resolve(".claude"));
        }
        return folder != null && Files.isDirectory(folder);
    }

    private static boolean isBeside(Path one, Path other) {
        return Objects.equals(one.getParent(), other.getParent());
    }
}
