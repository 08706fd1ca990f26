package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** A Bulkhead of a test class: a home of its own, with tenants that somebody is signed in to. */
final class Agency implements AutoCloseable {
    private final Bulkhead bulkhead;

    private Agency(Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    /** Returns an agency where the consultant is signed in to each of {@code tenants}. */
    static Agency signedInTo(String... tenants) throws Exception {
        return set(true, tenants);
    }

    /** Returns an agency with {@code tenants} that nobody is signed in to. */
    static Agency of(String... tenants) throws Exception {
        return set(false, tenants);
    }

    /** Returns an agency of {@code bulkhead}, where the consultant is signed in to each of {@code tenants}. */
    static Agency signedInTo(Bulkhead bulkhead, String... tenants) throws Exception {
        return set(bulkhead, true, tenants);
    }

    private static Agency set(boolean signIn, String... tenants) throws Exception {
        return set(Bulkhead.inTemporaryHome(), signIn, tenants);
    }

    private static Agency set(Bulkhead bulkhead, boolean signIn, String... tenants) throws Exception {
        Agency agency = new Agency(bulkhead);
        List<Callable<Void>> all = new ArrayList<>();
        for (String tenant : tenants) {
            all.add(() -> {
                agency.bulkhead.addTenant(tenant, passphrase(tenant));
                if (signIn) {
                    agency.signIn(tenant);
                }
                return null;
            });
        }
        try {
            bulkhead.start();
            atOnce(all);
            return agency;
        } catch (Exception e) {
            agency.close();
            throw e;
        }
    }

    /** Runs {@code all} at the same time, to their ends, and gives what they returned, in their order. */
    static <T> List<T> atOnce(List<? extends Callable<T>> all) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(all)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    static String passphrase(String tenant) {
        return "a passphrase of " + tenant + ", long enough";
    }

    Bulkhead bulkhead() {
        return bulkhead;
    }

    /** Adds {@code tenant} with {@code options}, and signs in to it, unless it is there. */
    void has(String tenant, String... options) throws IOException {
        if (!Files.exists(settings(tenant))) {
            bulkhead.addTenant(tenant, passphrase(tenant), options);
            signIn(tenant);
        }
    }

    void signIn(String tenant) throws IOException {
        bulkhead.signIn(tenant, passphrase(tenant));
    }

    /** {@code server add}: an upstream, with variables as {@code NAME=value} or {@code NAME=secret:name}. */
    void addServer(String tenant, String name, List<String> variables, List<String> command) throws IOException {
        bulkhead.addServer(tenant, passphrase(tenant), name, variables, command);
    }

    String token(String tenant, String... options) throws IOException {
        return bulkhead.issueToken(tenant, passphrase(tenant), options);
    }

    /** A host that has shaken hands, by the consultant's sign-in. */
    HostSession host(String tenant) throws IOException {
        return bulkhead.host(tenant).openInitialized();
    }

    /** A host that has shaken hands, by a token. */
    HostSession host(String tenant, String token) throws IOException {
        return bulkhead.host(tenant).token(token).openInitialized();
    }

    Path workspace(String tenant) {
        return bulkhead.home().resolve("workspaces").resolve(tenant);
    }

    Path settings(String tenant) {
        return bulkhead.home().resolve("config/tenants").resolve(tenant + ".yaml");
    }

    /** Edits the settings as with a text editor: {@code from} must stand there. */
    void edit(String tenant, String from, String to) throws IOException {
        String text = Files.readString(settings(tenant));
        if (!text.contains(from)) {
            throw new IOException("'" + from + "' does not stand in the settings of " + tenant + ":\n" + text);
        }
        Files.writeString(settings(tenant), text.replace(from, to));
    }

    /** Has {@code rule} tell and do no more: for a test whose attempts would suspend the tenant. */
    void onlyTell(String tenant, String rule) throws IOException {
        String text = Files.readString(settings(tenant));
        Files.writeString(settings(tenant), text + "alerts: { " + rule + ": { action: notify } }\n");
        Await.until(
                "the change waits",
                Duration.ofSeconds(5),
                () -> bulkhead.shown(tenant).toString().contains("alerts." + rule + ": "));
        bulkhead.confirm(tenant, passphrase(tenant));
    }

    /** The rows of a tenant's stream that {@code wanted} likes. */
    List<JsonNode> audit(String tenant, Predicate<JsonNode> wanted) throws IOException {
        return bulkhead.audit(tenant).stream().filter(wanted).toList();
    }

    /** As {@link #audit}, with what is sealed while nobody is signed in. */
    List<JsonNode> unsealed(String tenant, Predicate<JsonNode> wanted) throws IOException {
        String rows =
                bulkhead.okWith(passphrase(tenant) + "\n", "audit", "list", tenant, "--unseal", "--passphrase-stdin");
        List<JsonNode> all = new ArrayList<>();
        for (String row : rows.lines().toList()) {
            all.add(Json.read(row));
        }
        return all.stream().filter(wanted).toList();
    }

    static Predicate<JsonNode> type(String type) {
        return row -> row.path("event_type").asText().equals(type);
    }

    static Predicate<JsonNode> status(String status) {
        return row -> row.path("result_status").asText().equals(status);
    }

    static Predicate<JsonNode> tool(String tool) {
        return row -> row.path("tool_name").asText().equals(tool);
    }

    static Predicate<JsonNode> session(String session) {
        return row -> row.path("session_id").asText().equals(session);
    }

    @Override
    public void close() throws IOException {
        bulkhead.close();
    }
}
