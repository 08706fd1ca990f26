package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.egress.DesktopTrust;
import dev.bulkhead.daemon.egress.EgressLimits;
import dev.bulkhead.daemon.egress.EgressProxy;
import dev.bulkhead.daemon.limits.SandboxLimits;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.tools.ToolProvider;

/** A desktop with one tenant: real folders, real sandboxes, and a tenant server that the test plays by hand. */
final class Desk implements AutoCloseable, ServerOwner {
    static final TenantId ACME = new TenantId("acme");

    final Path folder;
    final BulkheadHome home;
    final Path workspace;
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final Starter starter = new Starter();
    final Packages packages;
    final SelfTests selfTests;
    final UpstreamStarts starts;
    final Installs installs;
    final EgressProxy egress;

    /** Whom the desktop trusts. */
    final Path certificates;

    /** What the settings' {@code network.allow} names. */
    volatile List<Destination> allowed = List.of();

    TenantSettings.Sandbox may = new TenantSettings.Sandbox(Profile.STRICT, 1L << 28, 128, 2L << 30, 1.0);

    private final List<Path> closed = new ArrayList<>();
    private final List<ServerByHand> servers = new ArrayList<>();
    private final Map<UpstreamOrder, String> orders = new LinkedHashMap<>();

    Desk(Path temporary) throws IOException {
        folder = temporary.toRealPath();
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        workspace = Files.createDirectories(folder.resolve("work/acme"));
        packages = new Packages(home);
        Application application = TestApplication.in(Files.createDirectories(folder.resolve("app")));
        Path userHome = Path.of(System.getProperty("user.home"));
        UpstreamPrograms programs = new UpstreamPrograms(home, userHome, packages);
        SecureRandom random = new SecureRandom();
        selfTests = new SelfTests(home, application, starter, random);
        certificates = folder.resolve("certificates.pem");
        egress = new EgressProxy(
                home,
                events::add,
                InstantSource.system(),
                random,
                EgressLimits.DEFAULT,
                new DesktopTrust(certificates));
        starts = new UpstreamStarts(
                home,
                application,
                starter,
                selfTests,
                programs,
                new SandboxLimits(events::add, InstantSource.system()),
                egress,
                events::add,
                InstantSource.system(),
                random);
        installs = new Installs(application, starts, packages, userHome, InstantSource.system());
    }

    ServerByHand server() throws IOException {
        ServerByHand server = new ServerByHand(this);
        servers.add(server);
        return server;
    }

    TenantServers.Order order() {
        return new TenantServers.Order(ACME, "Acme", workspace, may);
    }

    /** Puts a script somewhere outside the workspace. */
    Path script(String name, String text) throws IOException {
        return Files.writeString(
                Files.createDirectories(folder.resolve("scripts")).resolve(name), text);
    }

    /** Compiles a Java program that lies somewhere outside the workspace; returns the folder of its classes. */
    Path compiled(String name, String text) throws IOException {
        Path classes = folder.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                classes.toString(),
                                script(name, text).toString()))
                .isZero();
        return classes;
    }

    /** Adds an upstream to the settings; {@code env} as {@code NAME=value}. */
    UpstreamOrder upstream(String name, List<String> command, String... env) {
        return upstream(name, command, new TreeMap<>(), env);
    }

    UpstreamOrder upstream(
            String name, List<String> command, TreeMap<String, UpstreamSettings.Injection> inject, String... env) {
        TreeMap<String, UpstreamSettings.Value> values = new TreeMap<>();
        for (String each : env) {
            int at = each.indexOf('=');
            values.put(each.substring(0, at), UpstreamSettings.Value.parse(each.substring(at + 1)));
        }
        UpstreamOrder order = UpstreamOrder.of(
                name,
                new UpstreamSettings.Stdio(command.getFirst(), command.subList(1, command.size()), values, inject),
                packages.installed(ACME, name));
        orders.keySet().removeIf(there -> there.name().equals(name));
        orders.put(order, "");
        return order;
    }

    void close(Path workspaceOfAnother) {
        closed.add(workspaceOfAnother);
    }

    Map<UpstreamOrder, String> orders() {
        return orders;
    }

    String audit() {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(event.type().wireName())
                .append(": ")
                .append(event.detail())
                .append('\n'));
        return all.toString();
    }

    @Override
    public void begun(TenantProcess process) {}

    @Override
    public String forLog(String line) {
        return line;
    }

    @Override
    public void capabilities(JsonNode capabilities) {}

    @Override
    public void instructions(String text) {}

    @Override
    public Optional<SecretBytes> secret(String name) {
        return Optional.ofNullable(secrets.get(name))
                .map(value -> SecretBytes.takeOver(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public TenantSettings settings() {
        TenantSettings plain = TenantSettings.defaults(ACME, "Acme");
        return new TenantSettings(
                ACME,
                plain.name(),
                Optional.of(workspace),
                plain.session(),
                may,
                new TenantSettings.Network(allowed),
                plain.hosts(),
                plain.tools(),
                plain.limits(),
                plain.audit(),
                plain.mcpServers(),
                plain.identity(),
                plain.alerts());
    }

    @Override
    public List<Path> closed() {
        return closed;
    }

    @Override
    public void close() {
        servers.forEach(ServerByHand::close);
        try {
            egress.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        starts.close();
        starter.close();
        try {
            selfTests.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
