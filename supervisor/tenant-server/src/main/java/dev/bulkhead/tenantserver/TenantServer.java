package dev.bulkhead.tenantserver;

import dev.bulkhead.protocol.local.IdleHeap;
import dev.bulkhead.tenantserver.pipe.Fatal;
import dev.bulkhead.tenantserver.pipe.Pipe;
import dev.bulkhead.tenantserver.pipe.Stdio;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Starts the MCP server of one tenant: on the supervisor's pipe, or by hand with {@code --stdio WORKSPACE}, and
 * {@code --server NAME -- COMMAND…} for an upstream behind it, which then runs without a sandbox.
 *
 * <p>Exits with 0 when stdin ends, 1 when the pipe breaks or carries what it must not, 2 on wrong usage.
 */
public final class TenantServer implements Fatal {
    private static final long SMALL_HEAP = 16L << 20;

    private TenantServer() {}

    public static void main(String[] args) {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err); // Stdout carries protocol alone.
        System.exit(serve(args, in, out));
    }

    private static int serve(String[] args, FileInputStream in, FileOutputStream out) {
        Fatal fatal = new TenantServer();
        try {
            IdleHeap.watch(SMALL_HEAP);
            if (args.length == 0) {
                new Pipe(in, out, fatal).run();
                return 0;
            }
            boolean hasServer = args.length > 5 && args[2].equals("--server") && args[4].equals("--");
            if (args.length < 2 || !args[0].equals("--stdio") || args.length > 2 && !hasServer) {
                System.err.println("usage: tenant-server [--stdio WORKSPACE [--server NAME -- COMMAND…]]");
                return 2;
            }
            Path workspace = Path.of(args[1]);
            if (!Files.isDirectory(workspace)) {
                System.err.println("'" + args[1] + "' is no folder: name the workspace to serve");
                return 2;
            }
            List<String> command = hasServer ? Arrays.asList(args).subList(5, args.length) : List.of();
            new Stdio(workspace, version(), hasServer ? args[3] : "", command, in, out, fatal).run();
            return 0;
        } catch (IOException e) {
            System.err.println("tenant server: the pipe has ended: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    private static String version() {
        String version = TenantServer.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** At once: nobody reads what would still be written. */
    @Override
    public void pipeBroken(Throwable why) {
        System.err.println(
                "tenant server: the pipe is broken: " + why.getClass().getSimpleName());
        Runtime.getRuntime().halt(1);
    }
}
