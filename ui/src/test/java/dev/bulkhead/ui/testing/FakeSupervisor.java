package dev.bulkhead.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers on the socket of a home as {@code supervisor/docs/socket.md} says, with what a test tells it there is. Can be stopped
 * and started again. Safe for any thread.
 */
public final class FakeSupervisor implements AutoCloseable {
    /** The stand-in for a slow key derivation: a sign-in waits here until it may go on. */
    public interface Gate {
        void pass() throws InterruptedException;
    }

    private final BulkheadHome home;
    private final FakeTenants tenants = new FakeTenants();
    private final FakeSetUp setUp = new FakeSetUp();
    private final FakeQuestions questions = new FakeQuestions(this, tenants);
    private final FakeFollowing following = new FakeFollowing(this, tenants);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new ArrayList<>();
    private volatile Gate gate = () -> {};
    private volatile String active = "";
    private volatile String providerPage = "";
    private volatile String providerCode = "";
    private volatile Gate vouched = () -> {};
    private @Nullable ServerSocketChannel server;

    public FakeSupervisor(BulkheadHome home) {
        this.home = home;
    }

    public void start() throws IOException {
        home.create();
        Files.deleteIfExists(home.socket());
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(home.socket()));
        server = listening;
        Thread.ofVirtual().start(() -> accept(listening));
    }

    /** Ends as a supervisor does that is killed: every connection is gone. */
    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        for (SocketChannel channel : open) {
            channel.close();
        }
        open.clear();
        Files.deleteIfExists(home.socket());
    }

    /** Changes what there is; those who follow are told. */
    public synchronized void change(Consumer<FakeTenants> change) {
        change.accept(tenants);
        notifyAll();
    }

    /** Adds one event to the end of {@code tenant}'s audit. */
    public void record(String tenant, ObjectNode event) {
        change(all -> {
            FakeTenant one = all.get(tenant);
            event.put("seq", one.audit.size() + 1).put("tenant_id", tenant);
            one.audit.add(event);
        });
    }

    /** Sign-ins wait at {@code now} from now on. */
    public void gate(Gate now) {
        gate = now;
    }

    /** Sign-ins send the consultant to {@code page} of a provider from now on, and wait at {@code now} until it has vouched. */
    public void provider(String page, String code, Gate now) {
        providerPage = page;
        providerCode = code;
        vouched = now;
    }

    /** The commands that were asked for, each with its tenant. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept(ServerSocketChannel listening) {
        while (listening.isOpen()) {
            try {
                SocketChannel channel = listening.accept();
                open.add(channel);
                Thread.ofVirtual().start(() -> serve(new FakeConnection(channel)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(FakeConnection connection) {
        try (connection) {
            if (!connection.line().contains("\"control\"")) {
                throw new IOException("no control connection");
            }
            connection.write("ok");
            while (true) {
                JsonNode request = ControlClient.JSON.readTree(connection.line());
                List<byte[]> secrets = connection.secrets(request.path("secrets"));
                long id = request.path("id").asLong();
                JsonNode args = request.path("args");
                note(request.path("command").asText() + " "
                        + args.path("tenant").asText());
                answer(connection, id, request.path("command").asText(), args, secrets);
            }
        } catch (IOException | InterruptedException e) {
            // The window has gone, or the test has stopped us: either is how a connection of a fake ends.
        }
    }

    /** What is set up through it. */
    public FakeSetUp setUp() {
        return setUp;
    }

    synchronized void note(String request) {
        requests.add(request);
    }

    private void answer(FakeConnection to, long id, String command, JsonNode args, List<byte[]> secrets)
            throws IOException, InterruptedException {
        String tenant = args.path("tenant").asText();
        if (command.equals("tenant.add")) {
            FakeTenant added = new FakeTenant(args.path("name").asText(), "signed-out");
            added.passphrase = new String(secrets.getFirst(), StandardCharsets.UTF_8);
            change(all -> all.put(tenant, added));
        } else if (command.equals("tenant.remove")) {
            change(all -> all.remove(tenant));
        }
        boolean isKnown;
        synchronized (this) {
            isKnown = tenant.isEmpty() || tenants.has(tenant) || command.equals("tenant.remove");
        }
        if (!isKnown) {
            to.error(id, "refused", "there is no tenant '" + tenant + "'");
            return;
        }
        switch (command) {
            case "status", "tenant.list", "tenant.show" -> to.result(id, describe(tenant));
            case "sign-in", "resume" -> signIn(to, id, tenant, new String(secrets.getFirst(), StandardCharsets.UTF_8));
            case "sign-out" -> {
                change(all -> all.get(tenant).state = "signed-out");
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "switch.show" -> to.result(id, active());
            case "switch" -> {
                change(all -> active = tenant);
                to.result(
                        id,
                        ControlClient.JSON
                                .createObjectNode()
                                .put("active", tenant)
                                .put("moved", 1)
                                .put("inLobby", 0)
                                .put("elapsedMillis", 12));
            }
            case "halt" -> to.result(id, halt(tenant));
            case "tenant.overview", "server.list", "usage" -> to.result(id, overview(tenant));
            case "alerts.list", "approvals.alerts" -> to.result(id, found(tenant));
            case "alerts.acknowledge" -> acknowledge(to, id, args);
            case "approvals.watch" -> questions.watch(to, id);
            case "approvals.approve" -> questions.approve(to, id, args, secrets);
            case "approvals.deny" -> {
                questions.settle(args.path("id").asText(), "refused");
                to.result(id, ControlClient.JSON.createObjectNode());
            }
            case "audit.verify" -> to.result(id, verdict(tenant));
            case "audit.index", "audit.page", "audit.row", "audit.export", "audit.evidence" ->
                new FakeAudit(this, tenants.get(tenant)).answer(to, id, command, args);
            case "audit.tail" -> following.follow(tenant, to, id);
            case "events" -> following.states(to, id);
            default -> {
                if (!setUp.answer(to, id, command, args, secrets)) {
                    to.error(id, "usage", "no such command: " + command);
                }
            }
        }
    }

    /** One answer for three commands: fields that a command does not name are not read either. */
    private synchronized ObjectNode describe(String shown) {
        ObjectNode all = ControlClient.JSON.createObjectNode();
        all.putObject("supervisor").put("pid", 4242).put("version", "0.1.0");
        ArrayNode list = all.putArray("tenants");
        tenants.forEach((id, tenant) -> list.add(tenant.describe(id)));
        if (tenants.has(shown)) {
            ArrayNode waiting = all.putArray("waiting");
            tenants.get(shown).waiting.forEach(waiting::add);
            setUp.describe(all);
        }
        return all;
    }

    private void signIn(FakeConnection to, long id, String tenant, String passphrase)
            throws IOException, InterruptedException {
        to.progress(id, "opening the vault of " + tenant);
        gate.pass();
        boolean right;
        synchronized (this) {
            right = tenants.get(tenant).passphrase.equals(passphrase);
        }
        if (!right) {
            to.error(id, "refused", "wrong passphrase for '" + tenant + "': try again in 2 s");
            return;
        }
        String page = providerPage;
        if (!page.isEmpty()) {
            ObjectNode open =
                    ControlClient.JSON.createObjectNode().put("open", page).put("code", providerCode);
            to.item(id, open);
            vouched.pass();
        }
        change(all -> {
            all.get(tenant).state = "ready";
            all.get(tenant).gesturesCount = true;
            all.get(tenant).consultant = "ada";
        });
        to.result(id, ControlClient.JSON.createObjectNode().put("tenant", tenant));
    }

    private synchronized ObjectNode active() {
        return ControlClient.JSON.createObjectNode().put("active", active);
    }

    /** All that a page asks for in one: fields that a command does not name are not read either. */
    private synchronized ObjectNode found(String tenant) {
        ObjectNode found = ControlClient.JSON.createObjectNode();
        ArrayNode alerts = found.putArray("alerts");
        tenants.get(tenant).alertList.forEach(alert -> alerts.add(alert.deepCopy()));
        ArrayNode recent = found.putArray("recent");
        tenants.forEach((id, one) -> one.answered.forEach(each -> recent.add(each.deepCopy())));
        return found;
    }

    private synchronized ObjectNode overview(String tenant) {
        return tenants.get(tenant).overview.deepCopy();
    }

    private synchronized ObjectNode halt(String only) {
        ObjectNode result = ControlClient.JSON.createObjectNode();
        ArrayNode halted = result.putArray("halted");
        tenants.forEach((id, tenant) -> {
            if (only.isEmpty() || only.equals(id)) {
                tenant.state = "halted";
                tenant.gesturesCount = false;
                halted.addObject()
                        .put("tenant", id)
                        .put("elapsedMillis", 34)
                        .put("calls", 2)
                        .put("processes", 3)
                        .put("survivors", 0)
                        .put("recorded", true);
            }
        });
        notifyAll();
        return result;
    }

    private void acknowledge(FakeConnection to, long id, JsonNode args) throws IOException {
        change(all -> all.forEach((tenant, one) -> one.alertList.stream()
                .filter(alert -> alert.path("id").equals(args.path("id")))
                .forEach(alert -> alert.putObject("acknowledged")
                        .put("at", "2026-11-21T14:03:00Z")
                        .put("by", "99 window")
                        .put("reason", args.path("reason").asText()))));
        to.result(id, ControlClient.JSON.createObjectNode());
    }

    private synchronized JsonNode verdict(String tenant) {
        return tenants.get(tenant).verdict;
    }
}
