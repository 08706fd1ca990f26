package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    /** The test vectors that Certificate Transparency's implementations share (RFC 6962 §2.1.3's tree). */
    @Test
    void theTreeIsThatOfRfc6962() {
        List<String> leaves = List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        List<String> roots = List.of(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < leaves.size(); i++) {
            tree.add(HexFormat.of().parseHex(leaves.get(i)));
            assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(roots.get(i));
        }
    }

    @Property(tries = 50)
    void aTreeGoesOnFromItsPeaks(@ForAll @IntRange(max = 70) int first, @ForAll @IntRange(max = 70) int then) {
        MerkleTree whole = new MerkleTree();
        MerkleTree begun = new MerkleTree();
        for (int i = 0; i < first; i++) {
            whole.add(leaf(i));
            begun.add(leaf(i));
        }
        MerkleTree resumed = MerkleTree.of(first, begun.peaks());
        for (int i = 0; i < then; i++) {
            whole.add(leaf(first + i));
            resumed.add(leaf(first + i));
        }
        assertThat(resumed.root()).isEqualTo(whole.root());
        assertThat(resumed.size()).isEqualTo(first + then);
    }

    private static byte[] leaf(int i) {
        return Integer.toString(i).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void oneIsMadeEveryHundredRowsAtTheEndOfASessionAtALockAndAtTheClose() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            try (AuditStream stream = fixture.open()) {
                fixture.calls(stream, 101);
                stream.append(event(EventType.CONNECTION_CLOSED));
                stream.append(event(EventType.SIGN_IN));
                stream.append(event(EventType.LOCKED));
                stream.append(event(EventType.SIGN_IN));
                stream.append(ended("q", NOW.plus(Duration.ofDays(92)), ResultStatus.SUCCESS));
            }
            assertThat(sizes(fixture)).containsExactly(100L, 200L, 203L, 205L, 206L, 207L);
            fixture.open().close();
            assertThat(sizes(fixture)).hasSize(6);
            assertThat(fixture.verify().report().checkpoints()).isEqualTo(6);
        }
    }

    @Test
    void itIsASignedNoteThatOnlyItsKeyVerifies() throws Exception {
        try (StreamFixture fixture = new StreamFixture();
                StreamFixture other = new StreamFixture()) {
            CheckpointSigner signer = fixture.signingKeys().of(ACME);
            VerifierKey key = signer.verifierKey();
            String root = "00".repeat(32);
            String note = signer.sign(new Checkpoint(Checkpoint.origin(ACME), 7, root, root, NOW).text());
            Checkpoint.Signed read = Checkpoint.parse(note).orElseThrow();
            assertThat(read.checkpoint()).isEqualTo(new Checkpoint(Checkpoint.origin(ACME), 7, root, root, NOW));
            assertThat(read.by(key)).isEqualTo(Checkpoint.Signature.GOOD);
            assertThat(read.by(other.signingKeys().verifierKey(ACME))).isEqualTo(Checkpoint.Signature.UNKNOWN);
            assertThat(Checkpoint.parse(note.replace("\n7\n", "\n8\n"))
                            .orElseThrow()
                            .by(key))
                    .isEqualTo(Checkpoint.Signature.FALSE);
            assertThat(key.toString()).startsWith("bulkhead.dev/audit/acme+" + key.id() + "+A");
            assertThat(fixture.signingKeys().verifierKey(ACME)).isEqualTo(key);
        }
    }

    @Test
    void anAnchorThatCannotBeWrittenIsToldOnceAndCaughtUpWith() throws Exception {
        try (StreamFixture fixture = new StreamFixture()) {
            Path folder = fixture.home.root().resolve("client");
            Path anchor = folder.resolve("acme.log");
            try (AuditStream stream = fixture.open()) {
                stream.anchor(Optional.of(anchor));
                fixture.calls(stream, 60);
                awaitType(fixture, "anchor_failed");
                fixture.calls(stream, 100);
                Files.createDirectories(folder);
            }
            assertThat(fixture.rows().stream().filter(row -> row.eventType().equals("anchor_failed")))
                    .hasSize(1);
            List<Checkpoint.Signed> anchored = new ArrayList<>();
            new NoteLog(anchor).read(anchored::add);
            assertThat(anchored).extracting(note -> note.checkpoint().size()).containsExactlyElementsOf(sizes(fixture));
            assertThat(new NoteLog(anchor).last()).contains(anchored.getLast());
        }
    }

    private static void awaitType(StreamFixture fixture, String type) {
        Await.until(
                type,
                () -> fixture.rows().stream().anyMatch(row -> row.eventType().equals(type)));
    }

    private static List<Long> sizes(StreamFixture fixture) throws Exception {
        List<Long> sizes = new ArrayList<>();
        new NoteLog(fixture.place().checkpoints())
                .read(note -> sizes.add(note.checkpoint().size()));
        return sizes;
    }

    private static AuditEvent event(EventType type) {
        return AuditEvent.of(NOW, ACME, type, ResultStatus.SUCCESS, null, null, null);
    }
}
