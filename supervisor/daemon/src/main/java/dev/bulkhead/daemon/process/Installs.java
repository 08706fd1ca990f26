package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.sandbox.MountRules;
import dev.bulkhead.daemon.sandbox.SandboxSpec;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Installs packages for servers: npm in a sandbox of its own whose way out leads to the registries that the consultant's npm is
 * set up with, with one writable folder, and neither workspace nor credential nor home. Happens on the consultant's word alone, never at a start. Safe for any thread; one
 * install at a time, which takes as long as npm does.
 */
public final class Installs {
    static final String PROFILE = "install";

    /** What npm needs, and somewhat more. */
    private static final TenantSettings.Sandbox MAY =
            new TenantSettings.Sandbox(Profile.STRICT, 2L << 30, 512, 4L << 30, 2.0);

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Whether a package's install scripts, code of others, may run. */
    public enum Scripts {
        IGNORED,
        ALLOWED
    }

    private final Application application;
    private final UpstreamStarts starts;
    private final Packages packages;
    private final Path userHome;
    private final Questions questions;
    private final InstantSource clock;
    private final ReentrantLock one = new ReentrantLock();
    private volatile Optional<Running> running = Optional.empty();
    private volatile Predicate<TenantId> halted = tenant -> false;

    /** The npm that runs now; there is one at a time. */
    private record Running(TenantId tenant, Sandboxed npm) {}

    Installs(Application application, UpstreamStarts starts, Packages packages, Path userHome, InstantSource clock) {
        this.application = application;
        this.starts = starts;
        this.packages = packages;
        this.userHome = userHome;
        this.questions = new Questions(userHome);
        this.clock = clock;
    }

    /** From now on nothing is installed for tenants of which {@code isHalted} holds. */
    public void unless(Predicate<TenantId> isHalted) {
        halted = isHalted;
    }

    /**
     * Ends what is being installed for {@code tenant}, now; it fails, and what was there stays.
     *
     * @return the process that was in its sandbox; empty when there was none
     */
    public List<Long> end(TenantId tenant) {
        Optional<Running> now = running.filter(one -> one.tenant().equals(tenant));
        List<Long> pids = now.map(one -> List.of(one.npm().pid())).orElse(List.of());
        now.ifPresent(one -> one.npm().kill());
        return pids;
    }

    /**
     * Installs {@code command} for {@code server} and puts it in place; on failure what was there stays.
     *
     * @param progress is told what npm says, line by line
     * @throws IOException when npm failed, with its last words
     */
    public Installed install(
            TenantId tenant,
            String server,
            PackageCommand command,
            Scripts scripts,
            List<Path> closed,
            Consumer<String> progress)
            throws IOException, SandboxUnavailableException {
        one.lock();
        long began = System.nanoTime();
        String what = server + ": npm install " + command.spec()
                + (scripts == Scripts.ALLOWED ? " with its scripts" : " without scripts");
        try {
            Path fresh = packages.fresh(tenant, server);
            try {
                run(tenant, server, command, scripts, fresh.resolve("content"), closed, progress);
                Installed installed = Packages.read(
                        fresh.resolve("content"),
                        command,
                        scripts == Scripts.ALLOWED,
                        clock.instant().toString());
                starts.record(
                        tenant,
                        EventType.UPSTREAM_INSTALLED,
                        ResultStatus.SUCCESS,
                        null,
                        what + ": " + installed.name() + " " + installed.version() + ", integrity "
                                + (installed.integrity().isEmpty() ? "none" : installed.integrity()) + ", "
                                + seconds(began));
                packages.replace(tenant, server, fresh, installed);
                return installed;
            } finally {
                Trees.delete(fresh);
            }
        } catch (IOException | SandboxUnavailableException e) {
            starts.record(
                    tenant,
                    EventType.UPSTREAM_INSTALLED,
                    ResultStatus.ERROR,
                    null,
                    what + ": " + BoundedLines.printable(String.valueOf(e.getMessage())) + ", " + seconds(began));
            throw e;
        } finally {
            one.unlock();
        }
    }

    private static String seconds(long began) {
        return (System.nanoTime() - began) / 1_000_000_000 + " s";
    }

    private void run(
            TenantId tenant,
            String server,
            PackageCommand command,
            Scripts scripts,
            Path content,
            List<Path> closed,
            Consumer<String> progress)
            throws IOException, SandboxUnavailableException {
        MountRules rules = starts.programs().rules(content, closed);
        Npm npm = new Npm(starts.programs().programs(), questions, userHome);
        Map<String, SecretBytes> environment = new TreeMap<>();
        WayOut wayOut = WayOut.NONE;
        try {
            Optional<Path> file = command.file().map(Path::of);
            if (file.isPresent() && !Files.isRegularFile(file.get())) {
                throw new SandboxUnavailableException("the package " + file.get() + " is no file");
            }
            List<Path> seen = new ArrayList<>(file.map(List::of).orElseGet(List::of));
            NpmSettings settings = npm.settings();
            settings.environment().forEach((name, value) -> UpstreamEnvironment.literal(environment, name, value));
            settings.certificates().filter(Files::isRegularFile).ifPresent(seen::add);
            SandboxSpec.Program program = npm.program(command.spec(), scripts, seen, rules);
            environment(environment, scripts, Path.of(program.command().getFirst()));
            Reach reach = settings.reach(command.spec());
            wayOut = starts.wayOut(tenant, server, () -> reach, List.of());
            wayOut.variables(environment);
            SandboxSpec spec = new SandboxSpec(
                    PROFILE,
                    content,
                    Path.of(System.getProperty("java.home")),
                    application.jars("tenant-server"),
                    application.archive("stage"),
                    List.of(),
                    wayOut.socket(),
                    program,
                    StageCommand.of(application),
                    StageCommand.of(application));
            UpstreamStarts.Launch launch =
                    new UpstreamStarts.Launch(tenant, server, spec, Guard.none(tenant), wayOut, MAY, environment);
            finish(tenant, starts.start(launch, begun -> {}, progress).sandboxed(), progress);
        } finally {
            wayOut.closeUnlessUsed();
            environment.values().forEach(SecretBytes::close);
        }
    }

    private static void environment(Map<String, SecretBytes> environment, Scripts scripts, Path node) {
        String path = scripts == Scripts.ALLOWED ? node.getParent() + ":/usr/local/bin:/usr/bin:/bin" : "/usr/bin";
        Map.of(
                        "HOME", "/tmp",
                        "PATH", path,
                        "TMPDIR", "/tmp",
                        "LC_ALL", "C.UTF-8",
                        "npm_config_cache", "/tmp/npm",
                        "npm_config_update_notifier", "false",
                        "npm_config_progress", "false",
                        "npm_config_audit", "false",
                        "npm_config_fund", "false")
                .forEach((name, value) -> UpstreamEnvironment.literal(environment, name, value));
    }

    private void finish(TenantId tenant, Sandboxed npm, Consumer<String> progress) throws IOException {
        running = Optional.of(new Running(tenant, npm));
        try {
            // Who halts says so first and then ends what runs: one of the two sees the other.
            if (halted.test(tenant)) {
                npm.kill();
                throw new IOException("the tenant is halted");
            }
            awaited(npm, progress);
        } catch (IOException e) {
            throw halted.test(tenant) ? new IOException("the tenant was halted", e) : e;
        } finally {
            running = Optional.empty();
        }
    }

    private void awaited(Sandboxed npm, Consumer<String> progress) throws IOException {
        starts.later(LONGEST, npm::kill);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        Words words = new Words();
        Consumer<String> line = text -> {
            String clean = BoundedLines.printable(text);
            words.add(clean);
            progress.accept(clean);
        };
        npm.streams().in().close();
        Thread errors = Thread.ofPlatform()
                .daemon()
                .name("npm-stderr")
                .start(() -> read(npm.streams().err(), line));
        read(npm.streams().out(), line);
        npm.streams().outputIsRead();
        int status = npm.awaitEnd(Duration.ofSeconds(10));
        try {
            errors.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (System.nanoTime() > deadline) {
            throw new IOException("npm took over " + LONGEST.toMinutes() + " minutes: try again");
        }
        if (status != 0) {
            throw new IOException("npm ended with status " + status + ": " + words.why());
        }
    }

    /** What npm said: the first of its errors tell why, the last lines where nothing is marked as one. */
    private static final class Words {
        private static final int KEPT = 3;

        private final List<String> errors = new ArrayList<>();
        private final List<String> last = new ArrayList<>();

        synchronized void add(String line) {
            String error = line.startsWith("npm error ") ? line.substring("npm error ".length()) : "";
            if (!error.isBlank() && errors.size() < KEPT) {
                errors.add(error);
            }
            last.add(line);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }

        synchronized String why() {
            return String.join(" / ", errors.isEmpty() ? last : errors);
        }
    }

    private static void read(InputStream from, Consumer<String> to) {
        try {
            BoundedLines.read(from, to);
        } catch (IOException e) {
            to.accept("(npm's output ended: " + e.getMessage() + ")");
        }
    }
}
