package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the settings of a tenant: YAML 1.2 of at most 256 KiB, in UTF-8, format version 1. Stateless, safe for any thread.
 *
 * <p>Everything that is not known or not in its bounds is refused, with all that is wrong named at once. Whether the workspace
 * is free is {@link WorkspaceRules}' to say.
 */
public final class SettingsParser {
    static final int MOST_BYTES = 256 * 1024;

    private final Path userHome;

    /** @param userHome what {@code ~} in a workspace stands for */
    public SettingsParser(Path userHome) {
        this.userHome = userHome;
    }

    /** Reads {@code file}, whose name is {@code <tenant>.yaml}. */
    public TenantSettings parse(Path file) throws IOException, SettingsException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        return parse(String.valueOf(file.getFileName()), bytes);
    }

    /** Reads {@code bytes} as the content of the file {@code fileName}. */
    public TenantSettings parse(String fileName, byte[] bytes) throws SettingsException {
        return parse(fileName, bytes, settings -> Optional.empty());
    }

    /**
     * Reads {@code bytes} as the content of the file {@code fileName}.
     *
     * @param workspaceRefusal says in a sentence what is wrong with the workspace of what was read
     */
    TenantSettings parse(String fileName, byte[] bytes, Function<TenantSettings, Optional<String>> workspaceRefusal)
            throws SettingsException {
        if (bytes.length > MOST_BYTES) {
            throw SettingsException.of(fileName, "", "the file is larger than 256 KiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(fileName, text, workspaceRefusal);
        } catch (CharacterCodingException e) {
            throw SettingsException.of(fileName, "", "the file is not UTF-8");
        }
    }

    private TenantSettings parse(
            String fileName, String text, Function<TenantSettings, Optional<String>> workspaceRefusal)
            throws SettingsException {
        YamlDocument document = new YamlDocument(fileName);
        YamlSection root = document.root(text);
        root.onlyKeys(
                "version",
                "tenant",
                "name",
                "workspace",
                "session",
                "sandbox",
                "network",
                "hosts",
                "tools",
                "limits",
                "audit",
                "mcpServers",
                "identity",
                "alerts");
        TenantId tenant = identity(fileName, root);
        TenantSettings plain = TenantSettings.defaults(tenant, tenant.value());
        TenantSettings.Sandbox sandbox = sandbox(root.section("sandbox"));
        YamlSection networkSection = root.section("network");
        TenantSettings.Network network = network(networkSection);
        if (sandbox.profile() != Profile.NETWORK && !network.allow().isEmpty()) {
            networkSection.problem(
                    "allow",
                    "the profile " + sandbox.profile().wireName() + " has no network: remove the list, or set"
                            + " sandbox.profile to network");
            network = TenantSettings.Network.NONE;
        }
        TenantSettings settings = new TenantSettings(
                tenant,
                root.text(
                        "name",
                        plain.name(),
                        name -> TenantSettings.defaults(tenant, name).name()),
                root.text("workspace", Optional.<Path>empty(), path -> Optional.of(workspace(path))),
                session(root.section("session")),
                sandbox,
                network,
                hosts(root.section("hosts")),
                tools(root.section("tools")),
                limits(root.section("limits")),
                AuditParser.read(root.section("audit")),
                UpstreamsParser.upstreams(root),
                IdentityParser.identity(root),
                AlertsParser.alerts(root.section("alerts")));
        document.refuseIfBad();
        workspaceRefusal.apply(settings).ifPresent(why -> root.problem("workspace", why));
        document.refuseIfBad();
        return settings;
    }

    /** A wrong name ends the reading: what follows would be about a tenant that is not meant. */
    private static TenantId identity(String fileName, YamlSection root) throws SettingsException {
        String expected = fileName.endsWith(".yaml") ? fileName.substring(0, fileName.length() - 5) : "";
        if (!TenantId.isValid(expected)) {
            throw SettingsException.of(fileName, "", "settings stand in a file named <tenant>.yaml, as in acme.yaml");
        }
        if (!root.has("version")) {
            root.problem("", "the first key is missing: version: 1");
        }
        root.integer("version", 1, version -> {
            if (version != 1) {
                throw new IllegalArgumentException("this Bulkhead reads version 1");
            }
            return version;
        });
        if (!root.has("tenant")) {
            root.problem("", "a key is missing: tenant: " + expected);
        }
        root.text("tenant", expected, text -> {
            if (!text.equals(expected)) {
                throw new IllegalArgumentException(
                        "the file's name says '" + expected + "': both must name one tenant");
            }
            return text;
        });
        return new TenantId(expected);
    }

    private Path workspace(String text) {
        try {
            boolean inHome = text.startsWith("~/") || text.equals("~");
            Path path = inHome ? userHome.resolve(text.substring(Math.min(2, text.length()))) : Path.of(text);
            if (text.isBlank() || !path.isAbsolute()) {
                throw new IllegalArgumentException("a workspace is an absolute path, or one that begins with ~/");
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("this is no path: " + e.getReason(), e);
        }
    }

    private static TenantSettings.Session session(YamlSection s) {
        s.onlyKeys("ttl", "sleep-after", "idle-lock", "hard-lock", "lock-on", "switching");
        TenantSettings.Session d = TenantSettings.Session.DEFAULT;
        return new TenantSettings.Session(
                s.text("ttl", d.ttl(), t -> d.withTtl(Units.duration(t)).ttl()),
                s.text(
                        "sleep-after",
                        d.sleepAfter(),
                        t -> d.withSleepAfter(Units.duration(t)).sleepAfter()),
                s.text(
                        "idle-lock",
                        d.idleLock(),
                        t -> d.withIdleLock(Units.duration(t)).idleLock()),
                s.text(
                        "hard-lock",
                        d.hardLock(),
                        t -> d.withHardLock(Units.duration(t)).hardLock()),
                Set.copyOf(s.texts("lock-on", List.copyOf(d.lockOn()), SettingsParser::lockOn)),
                s.choice("switching", d.switching(), List.of(SwitchMode.values()), SwitchMode::wireName));
    }

    private static LockOn lockOn(String text) {
        for (LockOn one : LockOn.values()) {
            if (one.wireName().equals(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException("use suspend, screen, both, or an empty list");
    }

    private static TenantSettings.Sandbox sandbox(YamlSection s) {
        s.onlyKeys("profile", "memory", "processes", "disk", "cpu");
        TenantSettings.Sandbox d = TenantSettings.Sandbox.DEFAULT;
        Profile profile = s.choice("profile", d.profile(), List.of(Profile.values()), Profile::wireName);
        return new TenantSettings.Sandbox(
                profile,
                s.text(
                        "memory",
                        d.memory(),
                        t -> new TenantSettings.Sandbox(profile, Units.bytes(t), d.processes(), d.disk(), d.cpu())
                                .memory()),
                s.integer(
                        "processes",
                        d.processes(),
                        n -> new TenantSettings.Sandbox(profile, d.memory(), n, d.disk(), d.cpu()).processes()),
                s.text(
                        "disk",
                        d.disk(),
                        t -> new TenantSettings.Sandbox(profile, d.memory(), d.processes(), Units.bytes(t), d.cpu())
                                .disk()),
                s.number(
                        "cpu",
                        d.cpu(),
                        t -> new TenantSettings.Sandbox(
                                        profile, d.memory(), d.processes(), d.disk(), Units.processors(t))
                                .cpu()));
    }

    private static TenantSettings.Network network(YamlSection s) {
        s.onlyKeys("allow");
        return new TenantSettings.Network(s.texts("allow", List.of(), Destination::parse));
    }

    private static TenantSettings.Hosts hosts(YamlSection s) {
        s.onlyKeys("unknown", "tools");
        UnknownHosts unknown =
                s.choice("unknown", UnknownHosts.ASK, List.of(UnknownHosts.values()), UnknownHosts::wireName);
        YamlSection tools = s.section("tools");
        SortedMap<HostPattern, List<ToolPattern>> byHost = new TreeMap<>();
        for (String name : tools.names()) {
            Optional<HostPattern> pattern =
                    tools.checked(name, Optional.<HostPattern>empty(), () -> Optional.of(new HostPattern(name)));
            pattern.ifPresent(host -> byHost.put(host, tools.texts(name, List.of(), ToolPattern::new)));
        }
        return s.checked("tools", new TenantSettings.Hosts(unknown), () -> new TenantSettings.Hosts(unknown, byHost));
    }

    private static TenantSettings.Tools tools(YamlSection s) {
        s.onlyKeys("allow", "ask", "deny", "ask-timeout", "ask-in-host");
        TenantSettings.Tools d = TenantSettings.Tools.DEFAULT;
        return new TenantSettings.Tools(
                s.texts("allow", d.allow(), ToolPattern::new),
                s.texts("ask", List.of(), ToolPattern::new),
                s.texts("deny", List.of(), ToolPattern::new),
                s.text(
                        "ask-timeout",
                        d.askTimeout(),
                        t -> new TenantSettings.Tools(d.allow(), d.ask(), d.deny(), Units.duration(t), d.askInHost())
                                .askTimeout()),
                s.yes("ask-in-host") ? AskInHost.YES : AskInHost.NO);
    }

    private static TenantSettings.Limits limits(YamlSection s) {
        s.onlyKeys("calls-per-minute", "concurrent", "result-bytes");
        TenantSettings.Limits d = TenantSettings.Limits.DEFAULT;
        OptionalInt none = OptionalInt.empty();
        return new TenantSettings.Limits(
                s.integer(
                        "calls-per-minute",
                        none,
                        n -> new TenantSettings.Limits(OptionalInt.of(n), none, d.resultBytes()).callsPerMinute()),
                s.integer(
                        "concurrent",
                        none,
                        n -> new TenantSettings.Limits(none, OptionalInt.of(n), d.resultBytes()).concurrent()),
                s.text(
                        "result-bytes",
                        d.resultBytes(),
                        t -> new TenantSettings.Limits(none, none, Units.bytes(t)).resultBytes()));
    }
}
