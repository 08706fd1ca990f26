package dev.bulkhead.acceptance.bench;

import dev.bulkhead.acceptance.Json;
import dev.bulkhead.acceptance.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command line that speaks MCP on stdio. In it {@code {server}} becomes the upstream's script, {@code {config}} a file of
 * the usual {@code mcpServers} shape with that upstream as {@code everything}, {@code {folder}} a folder of this client's own
 * and {@code {port}} a free port. Its processes are known by a variable that each inherits.
 */
final class Gateway implements Contender {
    private static final String MARK = "BULKHEAD_BENCH_MARK";
    /** What only a shell understands: such a line cannot simply be replaced by its program. */
    private static final Pattern SHELL = Pattern.compile("[;&|\\n]");

    private final String name;
    private final String command;
    private final Path server;
    private final Path folder;
    private final String mark = UUID.randomUUID().toString();

    Gateway(String name, String command, Path server, Path folder) {
        this.name = name;
        this.command = command;
        this.server = server;
        this.folder = folder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Wire start(int tenant) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + tenant));
        String line = command.replace("{server}", server.toString())
                .replace("{config}", config(own).toString())
                .replace("{folder}", own.toString())
                .replace("{port}", Integer.toString(freePort()));
        boolean whole = SHELL.matcher(line).find();
        return new Wire(List.of("/bin/sh", "-c", whole ? line : "exec " + line), Map.of(MARK, mark));
    }

    private Path config(Path own) throws IOException {
        Path file = own.resolve("mcp.json");
        Files.writeString(
                file,
                Json.object(
                                "mcpServers",
                                Json.object(
                                        "everything",
                                        Json.object(
                                                "command",
                                                "node",
                                                "args",
                                                List.of(server.toString()),
                                                "lifecycle",
                                                "keep-alive")))
                        .toString());
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    public Set<Long> processes() {
        Set<Long> found = new HashSet<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.map(ProcessHandle::pid).filter(this::isMarked).forEach(pid -> {
                found.add(pid);
                found.addAll(Processes.descendants(pid));
            });
        }
        return found;
    }

    private boolean isMarked(long pid) {
        try {
            return Processes.isAlive(pid) && Processes.environment(pid).contains(MARK + "=" + mark);
        } catch (IOException e) {
            // Of another user, or gone meanwhile.
            return false;
        }
    }

    @Override
    public void end() {
        for (long pid : processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
