package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Audit paths of a stream's Merkle tree (RFC 6962 §2.1.1): what proves to the holder of a checkpoint that one row is among those
 * that it names, without showing another. Rows of segments that have left are known by the tree's peaks alone, and have none.
 *
 * <p>Holds 32 bytes a row, and the roots of wider subtrees once they were needed. One thread at a time.
 */
public final class InclusionProofs {
    /** Narrower subtrees are computed again: to keep them all would cost three times the memory of the leaves. */
    private static final long KEPT_WIDTH = 256;

    private record Range(long from, long to) {}

    private final MessageDigest digest = Sha256.digest();
    private final long first;
    private final Map<Range, byte[]> known = new HashMap<>();
    private byte[] leaves = new byte[1 << 16];
    private long size;

    /**
     * @param before how many rows stand before the first that will be added
     * @param peaks of the tree over them, see {@link MerkleTree#peaks}
     */
    InclusionProofs(long before, byte[] peaks) {
        first = before;
        size = before;
        long from = 0;
        int at = 0;
        for (long width = Long.highestOneBit(before); width > 0; width >>= 1) {
            if ((before & width) != 0) {
                known.put(new Range(from, from + width), Arrays.copyOfRange(peaks, at, at + EntryHash.BYTES));
                from += width;
                at += EntryHash.BYTES;
            }
        }
    }

    /** Adds the hash of the next row. */
    void add(byte[] entryHash) {
        int at = Math.toIntExact((size - first) * EntryHash.BYTES);
        if (at == leaves.length) {
            leaves = Arrays.copyOf(leaves, Math.multiplyExact(leaves.length, 2));
        }
        System.arraycopy(MerkleTree.leaf(digest, entryHash), 0, leaves, at, EntryHash.BYTES);
        size++;
    }

    /**
     * Returns the path of the row {@code seq} in the tree of the first {@code of} rows, from the leaf up, in hex.
     *
     * @throws IllegalArgumentException when the row is not among those that were added, or of no such tree
     */
    public List<String> path(long seq, long of) {
        long index = seq - 1;
        if (index < first || index >= of || of > size) {
            throw new IllegalArgumentException("no path for row " + seq + " in a tree of " + of);
        }
        List<String> path = new ArrayList<>();
        long from = 0;
        long to = of;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                path.addFirst(HexFormat.of().formatHex(root(middle, to)));
                to = middle;
            } else {
                path.addFirst(HexFormat.of().formatHex(root(from, middle)));
                from = middle;
            }
        }
        return path;
    }

    private byte[] root(long from, long to) {
        Range range = new Range(from, to);
        byte[] root = known.get(range);
        if (root != null) {
            return root;
        }
        if (to - from == 1) {
            int at = Math.toIntExact((from - first) * EntryHash.BYTES);
            return Arrays.copyOfRange(leaves, at, at + EntryHash.BYTES);
        }
        long middle = from + split(to - from);
        byte[] node = MerkleTree.node(digest, root(from, middle), root(middle, to));
        if (to - from >= KEPT_WIDTH) {
            known.put(range, node);
        }
        return node;
    }

    /** The largest power of two below {@code width}. */
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }
}
