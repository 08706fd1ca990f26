package dev.bulkhead.daemon.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A supervisor that has one upstream running, writes its process number into a file, and waits to be killed. */
final class SupervisorByHand {
    private SupervisorByHand() {}

    public static void main(String[] args) throws Exception {
        Desk desk = new Desk(Path.of(args[0]));
        String script = "setInterval(() => {}, 1000); console.log('up')";
        desk.upstream("sits", List.of("node", desk.script("sits.js", script).toString()));
        ServerByHand server = desk.server();
        server.line(server.start("sits", server.openSession()));
        long pid = server.process.upstreams().getFirst().pid();
        Path fresh = Files.writeString(Path.of(args[1] + ".new"), Long.toString(pid));
        Files.move(fresh, Path.of(args[1]), StandardCopyOption.ATOMIC_MOVE);
        Thread.sleep(Long.MAX_VALUE);
    }
}
