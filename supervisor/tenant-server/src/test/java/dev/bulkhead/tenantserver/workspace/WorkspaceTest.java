package dev.bulkhead.tenantserver.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    private static final int LIMIT = 1000;
    private static final ResourcePrefix ALL = ResourcePrefix.of("acme", "acme/");
    private static final ResourcePrefix REPORTS = ResourcePrefix.of("acme", "acme/reports/");

    @TempDir
    private Path home;

    private Path root;
    private Path outside;
    private Workspace workspace;

    @BeforeEach
    void twoTenantsSideBySide() throws IOException {
        root = Files.createDirectories(home.resolve("acme"));
        outside = Files.createDirectories(home.resolve("globex"));
        Files.writeString(outside.resolve("secret.txt"), "globex");
        Files.createDirectories(root.resolve("reports/2026"));
        Files.writeString(root.resolve("reports/2026/q3.txt"), "third quarter");
        Files.writeString(root.resolve("notes.txt"), "notes");
        workspace = new Workspace(root, ProtectedNames.ofTheBuild());
    }

    private String read(String path, ResourcePrefix prefix) throws Refused {
        return new String(
                workspace.read(RelativePath.parse(path), prefix, LIMIT).bytes(), UTF_8);
    }

    private String refusalOfReading(String path, ResourcePrefix prefix) {
        return sentence(catchThrowableOfType(Refused.class, () -> read(path, prefix)));
    }

    private Workspace.Written write(String path) throws Refused {
        return workspace.write(RelativePath.parse(path), ALL, "new".getBytes(UTF_8));
    }

    private String refusalOfWriting(String path) {
        return sentence(catchThrowableOfType(Refused.class, () -> write(path)));
    }

    private String sentence(Refused refused) {
        assertThat(refused).isNotNull();
        assertThat(refused.sentence()).doesNotContain(home.toString());
        return refused.sentence();
    }

    private List<String> walked(String path, ResourcePrefix prefix) throws Refused {
        List<String> paths = new ArrayList<>();
        workspace.walk(RelativePath.parse(path), prefix, new Walk(entry -> {
            paths.add(entry.path());
            return Walk.Visitor.Next.INTO;
        }));
        return paths;
    }

    @Test
    void whatIsInsideIsReadHoweverItsPathIsWritten() throws Exception {
        for (String path : List.of(
                "reports/2026/q3.txt",
                "./reports//2026/./q3.txt",
                "reports/2026/q3.txt/",
                "reports/../reports/2026/q3.txt",
                "no-such/../reports/2026/q3.txt")) {
            assertThat(read(path, ALL)).isEqualTo("third quarter");
        }
    }

    @Test
    void aPathThatLeavesIsRefused() {
        for (String path :
                List.of("..", "../globex/secret.txt", "a/../../globex/secret.txt", "reports/../../x", "./..")) {
            assertThat(refusalOfReading(path, ALL)).contains("leads out of the workspace");
            assertThat(refusalOfWriting(path)).contains("leads out of the workspace");
        }
    }

    @Test
    void anAbsolutePathIsRefused() {
        for (String path : List.of("/etc/passwd", "/workspace/notes.txt", "\\\\server\\share", "C:\\x", "c:/x")) {
            assertThat(refusalOfReading(path, ALL)).contains("absolute path");
        }
    }

    @Test
    void aNulIsRefused() {
        assertThat(refusalOfReading("notes.txt\0.png", ALL)).contains("NUL");
    }

    @Test
    void aSymlinkToAFileOutsideIsNotReadAndOneInsideIs() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("out-relative"), Path.of("../globex/secret.txt"));
        Files.createSymbolicLink(root.resolve("in"), Path.of("reports/2026/q3.txt"));
        assertThat(refusalOfReading("out", ALL)).contains("symlink");
        assertThat(refusalOfReading("out-relative", ALL)).contains("symlink");
        assertThat(read("in", ALL)).isEqualTo("third quarter");
    }

    @Test
    void aSymlinkToAFolderOutsideIsNotEnteredAndOneInsideIs() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("in"), Path.of("reports"));
        assertThat(refusalOfReading("out/secret.txt", ALL)).contains("symlink");
        assertThat(catchThrowableOfType(Refused.class, () -> walked("out", ALL)))
                .isNotNull();
        assertThat(read("in/2026/q3.txt", ALL)).isEqualTo("third quarter");
        assertThat(walked("in", ALL)).containsExactly("in/2026", "in/2026/q3.txt");
    }

    @Test
    void aDanglingSymlinkSaysNoMoreThanOneThatLeadsOut() throws Exception {
        Files.createSymbolicLink(root.resolve("a"), outside.resolve("no-such"));
        Files.createSymbolicLink(root.resolve("b"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        assertThat(refusalOfReading("a", ALL).replace("'a'", "'b'")).isEqualTo(refusalOfReading("b", ALL));
        assertThat(refusalOfReading("loop", ALL)).contains("symlink");
    }

    @Test
    void aWalkShowsSymlinksAndDoesNotFollowThem() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), outside);
        assertThat(walked(".", ALL))
                .containsExactly("notes.txt", "out", "reports", "reports/2026", "reports/2026/q3.txt");
    }

    @Test
    void nothingIsWrittenThroughASymlinkAndAPlainPathIs() throws Exception {
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("inside"), Path.of("notes.txt"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("planted.txt"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("folder-inside"), Path.of("reports"));
        for (String path : List.of("file", "inside", "dangling", "folder", "folder/new.txt", "folder-inside/new.txt")) {
            assertThat(refusalOfWriting(path)).contains("a symlink");
        }
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there).containsExactly(outside.resolve("secret.txt"));
        }
        assertThat(outside.resolve("secret.txt")).hasContent("globex");
        assertThat(root.resolve("notes.txt")).hasContent("notes");

        assertThat(write("reports/2027/deep/new.txt"))
                .isEqualTo(new Workspace.Written(RelativePath.parse("reports/2027/deep/new.txt"), 3, true));
        assertThat(write("reports/2027/deep/new.txt").created()).isFalse();
        assertThat(root.resolve("reports/2027/deep/new.txt")).hasContent("new");
    }

    @Test
    void writingLeavesNothingElseBehindAndKeepsPermissions() throws Exception {
        Path script = root.resolve("run.sh");
        Files.writeString(script, "old");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        write("run.sh");
        write("x/y/z.txt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rwxr-x--x");
        assertThat(walked(".", ALL)).noneMatch(path -> path.contains(".bulkhead-"));
    }

    @Test
    void whatIsNoFolderLeadsToNoFile() throws Exception {
        assertThat(refusalOfWriting("notes.txt/x")).contains("only folders lead");
        assertThat(refusalOfWriting("reports")).contains("a folder already");
        assertThat(refusalOfWriting(".")).contains("is a folder");
        assertThat(refusalOfReading("reports", ALL)).contains("is a folder");
        assertThat(refusalOfReading("notes.txt/x", ALL)).contains("no folder");
        assertThat(refusalOfReading("missing", ALL)).contains("does not exist");
    }

    @Test
    void protectedNamesAreReadableAndNotWritable() throws Exception {
        Files.createDirectories(root.resolve(".git/hooks"));
        Files.writeString(root.resolve(".git/hooks/pre-commit"), "hook");
        assertThat(read(".git/hooks/pre-commit", ALL)).isEqualTo("hook");
        for (String path : List.of(
                ".git/hooks/pre-commit",
                "HEAD",
                ".git/config",
                "sub/.git/config",
                ".GIT/config",
                ".git",
                ".git ",
                ".git./config",
                ".g\u200cit/config",
                ".git::$INDEX_ALLOCATION/config",
                "GIT~1/config",
                ".vscode/tasks.json",
                ".idea/x",
                ".envrc",
                "a/b/.envrc",
                ".mcp.json",
                ".MCP.json",
                "CLAUDE.md",
                "claude.md",
                "docs/Agents.md",
                ".cursor/rules",
                ".cursorrules",
                ".husky/pre-push",
                ".claude/settings.json",
                ".codex/x",
                ".gemini/x",
                ".devcontainer/devcontainer.json",
                ".npmrc",
                ".bashrc",
                ".zshrc",
                ".profile",
                ".ssh/authorized_keys")) {
            assertThat(refusalOfWriting(path)).contains("not writable");
        }
        assertThat(root.resolve(".git/hooks/pre-commit")).hasContent("hook");
        for (String path :
                List.of("git/config", "docs/HEAD", ".github-notes", "my.git/x", "CLAUDE.md.txt", "profile")) {
            assertThat(write(path).created()).isTrue();
        }
    }

    @Test
    void aPrefixAllowsWhatIsBelowItAndNothingBeside() throws Exception {
        Files.createDirectories(root.resolve("reports-old"));
        Files.writeString(root.resolve("reports-old/x.txt"), "x");
        assertThat(read("reports/2026/q3.txt", REPORTS)).isEqualTo("third quarter");
        assertThat(walked("reports", REPORTS)).isNotEmpty();
        for (String path : List.of("notes.txt", "reports-old/x.txt", "reports/../notes.txt", "Reports/2026/q3.txt")) {
            assertThat(refusalOfReading(path, REPORTS)).contains("outside this session's resource prefix");
        }
        assertThat(catchThrowableOfType(Refused.class, () -> walked(".", REPORTS)))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        Refused.class, () -> workspace.write(RelativePath.parse("notes.txt"), REPORTS, new byte[0])))
                .isNotNull();
    }

    @Test
    void aSymlinkInsideThePrefixDoesNotLeadOutOfIt() throws Exception {
        Files.createSymbolicLink(root.resolve("reports/notes"), Path.of("../notes.txt"));
        assertThat(refusalOfReading("reports/notes", REPORTS)).contains("outside this session's resource prefix");
        assertThat(read("reports/notes", ALL)).isEqualTo("notes");
    }

    @Test
    void aPrefixOfAnotherTenantOrOfNoneAllowsNothing() {
        for (String prefix : List.of("globex/", "", "/", "acme2/", "acme/../globex", "ACME/")) {
            assertThat(refusalOfReading("notes.txt", ResourcePrefix.of("acme", prefix)))
                    .contains("resource prefix");
        }
        assertThat(ResourcePrefix.of("acme", "acme").allows(RelativePath.ROOT)).isTrue();
    }

    @Test
    void aFileOverTheLimitIsRefusedAndOneAtTheLimitIsRead() throws Exception {
        Files.write(root.resolve("large"), new byte[LIMIT + 1]);
        Files.write(root.resolve("fits"), new byte[LIMIT]);
        assertThat(refusalOfReading("large", ALL)).contains("1001 bytes").contains("at most 1000");
        assertThat(read("fits", ALL)).hasSize(LIMIT);
    }
}
