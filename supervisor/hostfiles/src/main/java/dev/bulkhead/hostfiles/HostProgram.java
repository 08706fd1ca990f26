package dev.bulkhead.hostfiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** The file that is there, else the one whose folder is there; empty when nothing of this host is. */
    public Optional<HostFile> find(Places places) {
        List<Path> files = files(places);
        return files.stream()
                .filter(file -> Files.isRegularFile(file) || Files.isSymbolicLink(file))
                .findFirst()
                .or(() ->
                        files.stream().filter(file -> isInstalled(file, places)).findFirst())
                .map(file -> new HostFile(this, file));
    }

    /** A file right in the user's own folder says nothing by its folder: whoever starts the host first makes it. */
    private static boolean isInstalled(Path file, Places places) {
        Path folder = file.getParent();
        return folder != null && !folder.equals(places.home()) && Files.isDirectory(folder);
    }
}
