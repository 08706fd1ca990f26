package dev.bulkhead.launcher;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.local.SupervisorSocket;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code bulkhead connect [--tenant acme]}: what the AI host launches. Says hello to the supervisor. Where the host has given it
 * pipes, the supervisor opens them and this process only waits for the end; elsewhere it copies bytes between its stdio and the
 * supervisor's socket, until either side ends.
 *
 * <p>Exits 0 when the host closed its end, 1 when the supervisor refused or ended, 2 on wrong usage. Whatever is not MCP goes
 * to stderr.
 */
public final class Launcher {
    private static final int MOST_TRIES = 5;
    private static final long LAST_ANSWERS_MILLIS = 800;

    private Launcher() {}

    public static void main(String[] args) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        try {
            String tenant = tenant(args);
            if (tenant != null) {
                exit(connect(tenant));
            }
            System.err.println("usage: bulkhead connect [--tenant TENANT]");
        } catch (IllegalArgumentException e) {
            System.err.println("bulkhead: " + e.getMessage());
        }
        exit(2);
    }

    private static int connect(String tenant) {
        Handover handover = new Handover();
        boolean pipes = Handover.isPossible();
        CompletableFuture<SocketChannel> supervisor = new CompletableFuture<>();
        Pump toSupervisor = new Pump(
                CompletableFuture.completedFuture(new FileInputStream(FileDescriptor.in).getChannel()), supervisor);
        Pump toHost = new Pump(
                supervisor, CompletableFuture.completedFuture(new FileOutputStream(FileDescriptor.out).getChannel()));
        toSupervisor.whenDone(() -> hostClosed(supervisor, toSupervisor, toHost));
        if (!pipes) {
            handover.keep();
        }
        toSupervisor.start("to-supervisor", handover::isOurs);
        try (Connection taken = connected(tenant, pipes)) {
            if (taken.pipes()) {
                boolean given = handover.give();
                Hello.pipesAre(taken.socket(), given);
                if (given) {
                    return Hello.hostEnded(taken.socket()) ? 0 : 1;
                }
            } else {
                handover.keep();
            }
            supervisor.complete(taken.socket());
            toHost.run();
            return status(toSupervisor);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("bulkhead: " + e.getMessage());
            return 1;
        }
    }

    /**
     * A connection that the supervisor took.
     *
     * @param pipes whether it has opened the host's pipes
     */
    private record Connection(SocketChannel socket, boolean pipes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Connection connected(String tenant, boolean pipes) throws IOException {
        String token = System.getenv().getOrDefault("BULKHEAD_TOKEN", "");
        for (int tries = 1; ; tries++) {
            SocketChannel socket =
                    SupervisorSocket.connectOrStart(BulkheadHome.of(System.getenv()), Application.ofThisProcess());
            try {
                Hello.send(socket, tenant, token, pipes);
                String answer = Hello.answer(socket);
                if (answer.equals(Hello.OK) || answer.equals(Hello.OK_PIPES)) {
                    return new Connection(socket, answer.equals(Hello.OK_PIPES));
                }
                throw new IllegalStateException(answer);
            } catch (IOException e) {
                socket.close();
                if (tries == MOST_TRIES) {
                    throw e;
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                socket.close();
                throw e;
            }
        }
    }

    /**
     * Calls in flight end with the host; their answers have a moment to leave, for hosts that close stdin early. A supervisor
     * that has not answered by then is not waited for.
     */
    private static void hostClosed(CompletableFuture<SocketChannel> supervisor, Pump toSupervisor, Pump toHost) {
        long end = System.nanoTime() + LAST_ANSWERS_MILLIS * 1_000_000;
        try {
            shutdownOutput(supervisor.get(LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS));
            toHost.await((end - System.nanoTime()) / 1_000_000);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            // No supervisor, no answers: there is nothing to wait for.
        }
        exit(status(toSupervisor));
    }

    /** 0 when the host closed its end; 1 when the supervisor was gone first. */
    private static int status(Pump toSupervisor) {
        return toSupervisor.sourceHasEnded() ? 0 : 1;
    }

    private static void shutdownOutput(SocketChannel socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The supervisor is gone already: what it said before still goes to the host.
        }
    }

    /**
     * Returns "" to follow the active workspace, null when the arguments are none of ours.
     *
     * @throws IllegalArgumentException when they name what is no tenant's id
     */
    private static @Nullable String tenant(String[] args) {
        if (args.length == 0) {
            return "";
        }
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--tenant") && i + 1 < args.length && args.length == 2) {
                return named(args[i + 1]);
            }
            if (args[i].startsWith("--tenant=") && args.length == 1) {
                return named(args[i].substring("--tenant=".length()));
            }
        }
        return null;
    }

    /** A host's empty variable must not become the active workspace. Nothing is started for what can be no tenant's id. */
    private static @Nullable String named(String tenant) {
        return tenant.isEmpty() ? null : new TenantId(tenant).value();
    }

    /** Without shutdown hooks of others in the way: a host waits for our end. */
    private static void exit(int status) {
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
