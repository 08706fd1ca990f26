package dev.bulkhead.daemon.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InclusionProofsTest {
    private static byte[] row(long seq) {
        return Sha256.digest().digest(("row " + seq).getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 9162 §2.1.3.2: from the leaf and its path alone. */
    private static byte[] rootBy(byte[] row, long index, long size, List<String> path) {
        MessageDigest digest = Sha256.digest();
        digest.update((byte) 0);
        byte[] hash = digest.digest(row);
        long fn = index;
        long sn = size - 1;
        for (String hex : path) {
            byte[] sibling = HexFormat.of().parseHex(hex);
            digest.update((byte) 1);
            if ((fn & 1) == 1 || fn == sn) {
                digest.update(sibling);
                hash = digest.digest(hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                digest.update(hash);
                hash = digest.digest(sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        assertThat(sn).isZero();
        return hash;
    }

    @Test
    void everyRowOfEveryTreeLeadsToItsRoot() {
        for (int before = 0; before <= 20; before++) {
            MerkleTree tree = new MerkleTree();
            for (int seq = 1; seq <= before; seq++) {
                tree.add(row(seq));
            }
            InclusionProofs proofs = new InclusionProofs(before, tree.peaks());
            for (int size = before + 1; size <= 40; size++) {
                tree.add(row(size));
                proofs.add(row(size));
                for (int seq = before + 1; seq <= size; seq++) {
                    assertThat(rootBy(row(seq), seq - 1, size, proofs.path(seq, size)))
                            .as("row %d of %d behind %d", seq, size, before)
                            .isEqualTo(tree.root());
                }
            }
        }
    }

    @Test
    void aPathStaysWhatItWasWhenTheTreeGrows() {
        InclusionProofs proofs = new InclusionProofs(0, new byte[0]);
        MerkleTree tree = new MerkleTree();
        for (int seq = 1; seq <= 3_000; seq++) {
            tree.add(row(seq));
            proofs.add(row(seq));
        }
        List<String> path = proofs.path(700, 3_000);
        proofs.add(row(3_001));

        assertThat(proofs.path(700, 3_000)).isEqualTo(path);
        assertThat(rootBy(row(700), 699, 3_000, path)).isEqualTo(tree.root());
    }

    @Test
    void aRowThatHasLeftHasNoPath() {
        InclusionProofs proofs = new InclusionProofs(1, row(1));
        proofs.add(row(2));

        assertThatThrownBy(() -> proofs.path(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proofs.path(3, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
