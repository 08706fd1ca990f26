package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No audit, no call: when the disk is full, cannot be written to, or gives back something else than was written. */
class AuditDiskTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Path disk;
    private Path workspace;
    private Agency agency;

    /** A disk of its own for the home; only who administers the machine can mount one. */
    @BeforeEach
    void mount() throws Exception {
        disk = Files.createTempDirectory("bulkhead-disk").toRealPath();
        workspace = Files.createTempDirectory("bulkhead-workspace").toRealPath();
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", disk.toString()) == 0, "mount(8)");
        agency = Agency.signedInTo(Bulkhead.in(Files.createDirectory(disk.resolve("home"))));
        agency.bulkhead()
                .addTenant("acme", passphrase("acme"), "--workspace", workspace.toString(), "--unknown-hosts", "allow");
        agency.signIn("acme");
    }

    @AfterEach
    void unmount() throws Exception {
        if (agency != null) {
            agency.close();
            run("umount", "--lazy", disk.toString());
        }
        Files.deleteIfExists(disk);
    }

    private static int run(String... command) throws IOException {
        return Launch.toTheEnd(List.of(command), System.getenv(), "", LIMIT).exit();
    }

    private JsonNode write(HostSession session, String file) throws IOException {
        return session.call("write_file", "path", file, "content", "x");
    }

    private void isNotDone(HostSession session, String file) throws IOException {
        assertThat(write(session, file).at("/error/message").asText()).contains("cannot be recorded");
        assertThat(workspace.resolve(file)).doesNotExist();
    }

    private void verifies() throws IOException {
        assertThat(agency.bulkhead().ok("audit", "verify", "acme")).contains("verified ");
    }

    @Test
    void onAFullDiskNothingIsDoneUntilThereIsRoomAgain() throws Exception {
        try (HostSession session = agency.host("acme")) {
            assertThat(write(session, "before").has("result")).isTrue();
            // A failed row gives some room back, which is taken again.
            int[] filler = {0};
            Await.until("nothing can be recorded", LIMIT, () -> {
                fill(disk.resolve("filler-" + filler[0]++));
                return write(session, "last").has("error")
                        && write(session, "once more").has("error");
            });
            fill(disk.resolve("filler-" + filler[0]++));
            isNotDone(session, "full");
            for (int i = 0; i < filler[0]; i++) {
                Files.delete(disk.resolve("filler-" + i));
            }
            Await.until(
                    "there is room again", LIMIT, () -> write(session, "after").has("result"));
        }
        assertThat(workspace.resolve("after")).exists();
        verifies();
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[1 << 16];
        try (var out = Files.newOutputStream(file)) {
            for (int size = block.length; size > 0; ) {
                try {
                    out.write(block, 0, size);
                } catch (IOException full) {
                    size /= 2;
                }
            }
        }
    }

    @Test
    @Tag("long")
    void onADiskThatCannotBeWrittenToNobodySignsInUntilItCan() throws Exception {
        agency.bulkhead().ok("stop");
        Await.until("nobody has it open any more", LIMIT, () -> run("mount", "-o", "remount,ro", disk.toString()) == 0);
        Result refused = agency.bulkhead().runWith(passphrase("acme") + "\n", "sign-in", "acme", "--passphrase-stdin");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).containsIgnoringCase("read-only");
        assertThat(run("mount", "-o", "remount,rw", disk.toString())).isZero();
        agency.signIn("acme");
        try (HostSession session = agency.host("acme")) {
            assertThat(write(session, "after").has("result")).isTrue();
        }
        verifies();
    }

    @Test
    @Tag("long")
    void aPageThatComesBackAsSomethingElseBreaksTheTenantAndSaysSo() throws Exception {
        try (HostSession session = agency.host("acme")) {
            for (int i = 0; i < 60; i++) {
                write(session, "file-" + i);
            }
        }
        agency.bulkhead().ok("stop");
        Path segment;
        try (var files = Files.list(agency.bulkhead().home().resolve("audit/acme"))) {
            segment = files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] garbage = new byte[4_096];
        RandomGenerator.getDefault().nextBytes(garbage);
        Arrays.fill(garbage, 0, 8, (byte) 0xff);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            // A page in the middle, where rows are: the first ones are the schema's.
            file.seek(file.length() / 4_096 / 2 * 4_096);
            file.write(garbage);
        }
        Result verified = agency.bulkhead().run("audit", "verify", "acme");
        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.out() + verified.err()).containsIgnoringCase("bad");
        Result signedIn = agency.bulkhead().runWith(passphrase("acme") + "\n", "sign-in", "acme", "--passphrase-stdin");
        assertThat(signedIn.exit()).as(signedIn.out() + signedIn.err()).isEqualTo(1);
        assertThat(signedIn.err()).contains("audit");
    }
}
