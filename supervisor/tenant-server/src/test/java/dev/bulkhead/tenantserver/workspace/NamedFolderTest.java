package dev.bulkhead.tenantserver.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of folder keep one promise; the plain one is what systems without {@code openat} get. */
class NamedFolderTest {
    @TempDir
    private Path home;

    private List<Folder> both() throws Exception {
        return List.of(Folder.open(home), new NamedFolder(home));
    }

    @Test
    void noSymlinkIsOpened() throws Exception {
        Files.createDirectory(home.resolve("real"));
        Files.writeString(home.resolve("real/file"), "x");
        Files.createSymbolicLink(home.resolve("folder"), home.resolve("real"));
        Files.createSymbolicLink(home.resolve("file"), home.resolve("real/file"));
        for (Folder folder : both()) {
            assertThatIOException()
                    .isThrownBy(() -> folder.folder(Path.of("folder")).close());
            assertThatIOException()
                    .isThrownBy(() -> folder.read(Path.of("file")).close());
            assertThat(folder.attributes(Path.of("file")).isSymbolicLink()).isTrue();
            try (Folder real = folder.folder(Path.of("real"));
                    SeekableByteChannel file = real.read(Path.of("file"))) {
                assertThat(file.size()).isEqualTo(1);
            }
            folder.close();
        }
    }

    @Test
    void filesAndFoldersAreCreatedListedAndReplaced() throws Exception {
        for (Folder folder : both()) {
            folder.createFolder(Path.of("sub"));
            folder.createFolder(Path.of("sub"));
            try (Folder sub = folder.folder(Path.of("sub"))) {
                try (SeekableByteChannel file = sub.create(Path.of("new"))) {
                    file.write(ByteBuffer.wrap(new byte[] {'x'}));
                }
                assertThatIOException()
                        .isThrownBy(() -> sub.create(Path.of("new")).close());
                sub.replace(Path.of("new"), Path.of("name"));
            }
            assertThat(home.resolve("sub/name")).hasContent("x");
            List<Path> names = new ArrayList<>();
            folder.names().forEachRemaining(name -> names.add(name.getFileName()));
            assertThat(names).containsExactly(Path.of("sub"));
            try (Folder sub = folder.folder(Path.of("sub"))) {
                sub.deleteFile(Path.of("name"));
            }
            folder.close();
        }
    }

    @Test
    void aFileIsNoFolderToCreateOver() throws Exception {
        Files.writeString(home.resolve("file"), "x");
        for (Folder folder : both()) {
            assertThatIOException().isThrownBy(() -> folder.createFolder(Path.of("file")));
            folder.close();
        }
        assertThat(home.resolve("file")).hasContent("x");
    }
}
