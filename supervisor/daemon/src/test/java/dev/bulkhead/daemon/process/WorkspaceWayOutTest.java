package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.sandbox.ObeyedNames;
import dev.bulkhead.daemon.tenant.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workspace is no way out: a program in a real sandbox tries each name that the consultant's tools obey. */
@Timeout(120)
class WorkspaceWayOutTest {
    /** For each name what each attempt gave, and for each the same with an ordinary name. */
    private static final String TRIES = """
            import json, os, shutil, sys
            def attempt(what):
                try:
                    what()
                    return "done"
                except OSError as e:
                    return "refused"
            def write(name):
                with open(name, "w") as f: f.write("x")
            def put(name):
                write("ordinary.tmp")
                try: os.rename("ordinary.tmp", name)
                finally:
                    if os.path.exists("ordinary.tmp"): os.remove("ordinary.tmp")
            def into(name):
                os.makedirs(name, exist_ok=True)
                write(name + "/inside")
            def put_folder(name):
                os.makedirs("ordinary.dir")
                try: os.rename("ordinary.dir", name)
                finally:
                    if os.path.exists("ordinary.dir"): os.rmdir("ordinary.dir")
            def away(name):
                os.rename(name, name + ".away")
            def remove(name):
                shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
            write("ordinary")
            ways = {"write": write, "put": put, "into": into, "put a folder": put_folder,
                    "link": lambda n: os.symlink("ordinary", n), "hard link": lambda n: os.link("ordinary", n),
                    "make": lambda n: os.mkdir(n), "pipe": lambda n: os.mkfifo(n),
                    "mode": lambda n: os.chmod(n, 0o777), "time": lambda n: os.utime(n)}
            told = {}
            for name in sys.argv[1:]:
                told[name] = {way: attempt(lambda: does(name)) for way, does in ways.items()}
                told[name]["away"] = attempt(lambda: away(name))
                told[name]["remove"] = attempt(lambda: remove(name))
            twin = {}
            for way, does in ways.items():
                name = "twin-" + way
                if way in ("mode", "time"): write(name)
                twin[way] = attempt(lambda: does(name))
                if way == "write": twin["away"] = attempt(lambda: away(name))
                if way == "put": twin["remove"] = attempt(lambda: remove(name))
            print(json.dumps({"names": told, "twin": twin}), flush=True)
            sys.stdin.read()
            """;

    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private List<String> names(ObeyedNames.StandIn... of) throws Exception {
        return ObeyedNames.read(NestedNamesTest.LIST).all().stream()
                .filter(name -> List.of(of).contains(name.standIn()))
                .map(ObeyedNames.Name::name)
                .toList();
    }

    private JsonNode tries(ServerByHand server, List<String> names) throws Exception {
        int lane = server.start("spy", server.openSession());
        JsonNode told = ControlMessages.JSON.readTree(server.line(lane));
        assertThat(told.path("names")).hasSize(names.size());
        return told;
    }

    private ServerByHand spy(List<String> names) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/python3", desk.script("tries.py", TRIES).toString()));
        command.addAll(names);
        desk.upstream("spy", command);
        return desk.server();
    }

    private static void assertRefused(JsonNode told) {
        told.path("names")
                .properties()
                .forEach(name -> name.getValue()
                        .properties()
                        .forEach(way -> assertThat(way.getValue().asText())
                                .as(name.getKey() + ", " + way.getKey())
                                .isEqualTo("refused")));
        assertThat(told.path("twin")).hasSize(12);
        told.path("twin")
                .forEach(way -> assertThat(way.asText())
                        .as(told.path("twin").toString())
                        .isEqualTo("done"));
    }

    private List<String> atTheTop() throws IOException {
        try (Stream<Path> entries = Files.list(desk.workspace)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("twin-") && !name.startsWith("ordinary"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aNameThatIsNotThereCannotBeMadeAndAllIsGoneAfterwards() throws Exception {
        List<String> names = names(ObeyedNames.StandIn.FOLDER, ObeyedNames.StandIn.FILE);
        assertThat(names).hasSizeGreaterThan(30).contains("HEAD");
        try (ServerByHand server = spy(names)) {
            assertRefused(tries(server, names));
            assertThat(atTheTop()).containsExactlyInAnyOrderElementsOf(names);
        }
        ServerByHand.await(() -> isEmpty());
    }

    private boolean isEmpty() {
        try {
            return atTheTop().isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNameThatIsThereCannotBeChangedAndStaysAsItWas() throws Exception {
        List<String> names = names(ObeyedNames.StandIn.values());
        TreeMap<String, String> before = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            Path path = desk.workspace.resolve(names.get(i));
            Path file = i % 2 == 0 ? path : Files.createDirectories(path).resolve("own");
            Files.writeString(file, "of the consultant: " + i);
            before.put(file.toString(), "of the consultant: " + i);
        }
        try (ServerByHand server = spy(names)) {
            assertRefused(tries(server, names));
        }
        desk.close();
        for (String file : before.keySet()) {
            assertThat(Path.of(file)).hasContent(before.get(file));
        }
        assertThat(atTheTop()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void aNameBelowTheTopCannotBeChangedWhileItsNeighbourCan() throws Exception {
        Files.createDirectories(desk.workspace.resolve("project a/.git/hooks"));
        Files.writeString(desk.workspace.resolve("project a/CLAUDE.md"), "own");
        List<String> names = List.of("project a/.git", "project a/CLAUDE.md");
        try (ServerByHand server = spy(names)) {
            assertRefused(tries(server, names));
        }
        assertThat(desk.workspace.resolve("project a/CLAUDE.md")).hasContent("own");
        assertThat(desk.workspace.resolve("project a/.git/hooks")).isEmptyDirectory();
    }

    @Test
    void aLinkUnderSuchANameIsRefusedWithWhatToDo() throws Exception {
        Files.writeString(desk.workspace.resolve("AGENTS.md"), "own");
        Files.createSymbolicLink(desk.workspace.resolve("CLAUDE.md"), Path.of("AGENTS.md"));
        try (ServerByHand server = spy(List.of())) {
            assertThat(server.refused("spy", server.openSession()))
                    .contains("'CLAUDE.md' in the workspace is a symbolic link")
                    .contains("remove the link");
            assertThat(atTheTop()).containsExactly("AGENTS.md", "CLAUDE.md");
            Files.delete(desk.workspace.resolve("CLAUDE.md"));
            tries(server, List.of());
        }
    }

    @Test
    void aNameThatIsExchangedFromOutsideEndsTheSandboxes() throws Exception {
        Files.writeString(desk.workspace.resolve("CLAUDE.md"), "own");
        try (ServerByHand server = spy(List.of())) {
            tries(server, List.of());
            long pid = server.process.upstreams().getFirst().pid();
            // As many editors save.
            Files.writeString(desk.workspace.resolve("CLAUDE.md~"), "own, saved");
            Files.move(
                    desk.workspace.resolve("CLAUDE.md~"),
                    desk.workspace.resolve("CLAUDE.md"),
                    StandardCopyOption.ATOMIC_MOVE);
            ServerByHand.awaitGone(pid);
            assertThat(server.process.end().join()).contains("'CLAUDE.md' was replaced or removed");
            ServerByHand.await(() -> desk.audit().contains("obeyed_name_exchanged: 'CLAUDE.md' was replaced"));
            assertThat(desk.events)
                    .filteredOn(event -> event.type() == EventType.OBEYED_NAME_EXCHANGED)
                    .hasSize(1);
        }
        ServerByHand.await(() -> {
            try {
                return atTheTop().equals(List.of("CLAUDE.md"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aNameThatIsWrittenInPlaceFromOutsideEndsNothing() throws Exception {
        Files.writeString(desk.workspace.resolve("CLAUDE.md"), "own");
        try (ServerByHand server = spy(List.of())) {
            tries(server, List.of());
            Files.writeString(desk.workspace.resolve("CLAUDE.md"), "own, saved in place");
            Files.writeString(desk.workspace.resolve(".vscode/settings.json"), "{}");
            Files.createDirectory(desk.workspace.resolve("other"));
            // What takes a name away is seen after that: so the above was seen, and passed over.
            assertThat(server.process.isAlive()).isTrue();
            Files.delete(desk.workspace.resolve(".envrc"));
            ServerByHand.await(() -> !server.process.isAlive());
            assertThat(server.process.end().join()).contains("'.envrc'");
        }
        desk.close();
        assertThat(desk.workspace.resolve(".vscode/settings.json")).hasContent("{}");
    }
}
