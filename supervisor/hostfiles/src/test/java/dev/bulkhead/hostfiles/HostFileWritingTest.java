package dev.bulkhead.hostfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change comes into a host's file whole or not at all, and the file as it was stays beside it. */
class HostFileWritingTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final TenantId ACME = new TenantId("acme");
    private static final String NAME = Entry.name(ACME);
    private static final Entry ENTRY = Entry.of(ACME, new Launcher(Path.of("/opt/bulkhead/bulkhead"), Map.of()));

    @TempDir
    Path folder;

    private HostFile file(HostProgram host, String text) throws IOException {
        return new HostFile(host, Files.writeString(folder.resolve("settings"), text));
    }

    @Test
    void theOldFileStaysBesideModeLinkAndByteOrderMarkAreKept() throws IOException {
        Path real = folder.resolve("dotfiles.json");
        Files.writeString(real, "\uFEFF{\"a\": \"ü\"}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), real);
        HostFile file = new HostFile(HostProgram.CLAUDE_CODE, link);
        Optional<Path> copy = HostFile.write(file.put(NAME, ENTRY), CLOCK);
        assertThat(copy).hasValueSatisfying(path -> assertThat(path).hasContent("\uFEFF{\"a\": \"ü\"}"));
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).startsWith("\uFEFF{").contains("ü", NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aCopyOfTheOldFileIsNeverReplaced() throws IOException {
        HostFile file = file(HostProgram.CURSOR, "{\"theirs\": 1}");
        Optional<Path> first = HostFile.write(file.put(NAME, ENTRY), CLOCK);
        Optional<Path> second = HostFile.write(file.remove(List.of(NAME)), CLOCK);
        assertThat(first).hasValueSatisfying(copy -> assertThat(copy).hasContent("{\"theirs\": 1}"));
        assertThat(second)
                .hasValueSatisfying(copy -> assertThat(copy).content().contains(NAME))
                .isNotEqualTo(first);
    }

    @Test
    void aLinkWhoseTargetIsNotThereYetStaysAndItsTargetIsMade() throws IOException {
        Path dotfiles = Files.createDirectories(folder.resolve("dotfiles/cursor"));
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), dotfiles);
        Files.createSymbolicLink(dotfiles.resolve("middle.json"), Path.of("../mcp.json"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of("linked/middle.json"));
        HostFile file = new HostFile(HostProgram.CURSOR, link);
        assertThat(HostFile.write(file.put(NAME, ENTRY), CLOCK)).isEmpty();
        assertThat(link).isSymbolicLink();
        assertThat(linked).isSymbolicLink();
        assertThat(folder.resolve("dotfiles/mcp.json")).content().contains(NAME);
        assertThat(file.entries()).containsKey(NAME);
    }

    @Test
    void aLinkThatLeadsNowhereIsRefusedAndStays() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("gone/mcp.json"));
        assertThatThrownBy(() -> new HostFile(HostProgram.CURSOR, link).put(NAME, ENTRY))
                .hasMessageContaining(folder.resolve("gone/mcp.json").toString())
                .hasMessageContaining("make that folder");
        Path loop = Files.createSymbolicLink(folder.resolve("loop.json"), Path.of("loop.json"));
        assertThatThrownBy(() -> new HostFile(HostProgram.CURSOR, loop).put(NAME, ENTRY))
                .hasMessageContaining("leads to no file");
        assertThat(link).isSymbolicLink();
        assertThat(loop).isSymbolicLink();
    }

    @Test
    void whatCannotBeWrittenIsNamedWithTheCause() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        HostFile below = new HostFile(HostProgram.CURSOR, folder.resolve("file/mcp.json"));
        assertThatThrownBy(() -> HostFile.write(below.put(NAME, ENTRY), CLOCK))
                .hasMessageStartingWith(below.path() + " is left as it was: ")
                .hasMessageContaining("name a new one");
    }

    @Test
    void aFileThatChangedMeanwhileIsNotOverwritten() throws IOException {
        HostFile file = file(HostProgram.CURSOR, "{}");
        Change change = file.put(NAME, ENTRY);
        Files.writeString(file.path(), "{\"theirs\": 1}");
        assertThatThrownBy(() -> HostFile.write(change, CLOCK)).hasMessageContaining("just now");
        assertThat(file.path()).hasContent("{\"theirs\": 1}");
    }
}
