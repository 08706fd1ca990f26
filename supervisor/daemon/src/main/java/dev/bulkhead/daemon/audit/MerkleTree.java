package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree over the hashes of all rows, grown leaf by leaf (RFC 6962 §2.1), so that a checkpoint names every row by one
 * hash and one row can be shown without the others.
 *
 * <p>Kept are the <em>peaks</em> alone, the roots of the perfect trees that it is made of, from the left: one for each bit that is
 * set in its size. They give the root, and are enough to go on with. One thread at a time.
 */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest = Sha256.digest();
    private final List<byte[]> peaks = new ArrayList<>();
    private long size;

    /** Returns the tree of {@code size} leaves with these peaks, one behind the other. */
    static MerkleTree of(long size, byte[] peaks) {
        if (size < 0 || peaks.length != Long.bitCount(size) * EntryHash.BYTES) {
            throw new IllegalArgumentException(peaks.length + " bytes of peaks for a tree of " + size + " leaves");
        }
        MerkleTree tree = new MerkleTree();
        tree.size = size;
        for (int i = 0; i < peaks.length; i += EntryHash.BYTES) {
            tree.peaks.add(Arrays.copyOfRange(peaks, i, i + EntryHash.BYTES));
        }
        return tree;
    }

    long size() {
        return size;
    }

    /** Adds the hash of the next row. */
    void add(byte[] entryHash) {
        byte[] hash = leaf(digest, entryHash);
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            hash = node(digest, peaks.removeLast(), hash);
        }
        peaks.add(hash);
        size++;
    }

    /** Returns the root; that of a tree without leaves is the hash of nothing. */
    byte[] root() {
        if (peaks.isEmpty()) {
            return digest.digest();
        }
        byte[] root = peaks.getLast();
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = node(digest, peaks.get(i), root);
        }
        return root;
    }

    /** Returns the hash of a leaf. */
    static byte[] leaf(MessageDigest digest, byte[] entryHash) {
        digest.update(LEAF);
        return digest.digest(entryHash);
    }

    /** Returns the hash of what has these two below it. */
    static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        digest.update(right);
        return digest.digest();
    }

    /** Returns the peaks, one behind the other, for {@link #of}. */
    byte[] peaks() {
        byte[] all = new byte[peaks.size() * EntryHash.BYTES];
        for (int i = 0; i < peaks.size(); i++) {
            System.arraycopy(peaks.get(i), 0, all, i * EntryHash.BYTES, EntryHash.BYTES);
        }
        return all;
    }
}
