package dev.bulkhead.launcher;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.local.SupervisorSocket;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * {@code bulkhead connect --tenant acme}: what the AI host launches. Says hello to the supervisor, then copies bytes between
 * its stdio and the supervisor's socket until either side ends.
 *
 * <p>Exits 0 when the host closed its end, 1 when the supervisor refused or ended, 2 on wrong usage. Whatever is not MCP goes
 * to stderr.
 */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        String tenant = tenant(args);
        if (tenant == null) {
            System.err.println("usage: bulkhead connect --tenant TENANT");
            exit(2);
        } else {
            exit(connect(tenant));
        }
    }

    private static int connect(String tenant) {
        try (SocketChannel socket =
                SupervisorSocket.connectOrStart(BulkheadHome.of(System.getenv()), Application.ofThisProcess())) {
            Hello.send(socket, tenant, System.getenv().getOrDefault("BULKHEAD_TOKEN", ""));
            String refusal = Hello.answer(socket);
            if (!refusal.isEmpty()) {
                System.err.println("bulkhead: " + refusal);
                return 1;
            }
            return splice(socket);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("bulkhead: " + e.getMessage());
            return 1;
        }
    }

    /** The first end to come ends the launcher: what the other direction still holds has nobody to read it. */
    private static int splice(SocketChannel socket) {
        FileChannel in = new FileInputStream(FileDescriptor.in).getChannel();
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        Pump toSupervisor = new Pump(in, socket);
        Pump toHost = new Pump(socket, out);
        toSupervisor.whenDone(() -> {
            // Calls in flight end with the host; their answers have a moment to leave, for hosts that close stdin
            // early.
            shutdownOutput(socket);
            toHost.await(800);
            exit(status(toSupervisor));
        });
        toSupervisor.start("to-supervisor");
        toHost.run();
        return status(toSupervisor);
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

    private static @Nullable String tenant(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--tenant") && i + 1 < args.length && args.length == 2) {
                return args[i + 1];
            }
            if (args[i].startsWith("--tenant=") && args.length == 1) {
                return args[i].substring("--tenant=".length());
            }
        }
        return null;
    }

    /** Without shutdown hooks of others in the way: a host waits for our end. */
    private static void exit(int status) {
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
