package dev.bulkhead.daemon.egress;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Looks for words in a stream that comes in pieces, also across them. One thread uses it. */
final class WordSearch {
    private final List<byte[]> words;
    private final int longest;

    /** The last bytes that came, fewer than the longest word has. */
    private byte[] before = {};

    /** What came and was not given out yet. */
    private byte[] held = {};

    WordSearch(List<byte[]> words) {
        this.words = words.stream().filter(word -> word.length > 0).toList();
        this.longest = this.words.stream().mapToInt(word -> word.length).max().orElse(0);
    }

    /** Returns whether a word ends in {@code piece}, which is not used up. */
    boolean finds(ByteBuffer piece) {
        if (words.isEmpty()) {
            return false;
        }
        byte[] all = joined(piece.duplicate());
        boolean isFound = words.stream().anyMatch(word -> indexOf(all, word, 0) >= 0);
        before = Arrays.copyOfRange(all, Math.max(0, all.length - longest + 1), all.length);
        return isFound;
    }

    /** Returns what of the pieces so far may go on after {@link #finds} found nothing: all but an end that a word begins with. */
    ByteBuffer released(ByteBuffer piece) {
        if (words.isEmpty()) {
            return piece;
        }
        byte[] known = Arrays.copyOf(held, held.length + piece.remaining());
        piece.get(known, held.length, piece.remaining());
        int kept = beginning(known);
        held = Arrays.copyOfRange(known, known.length - kept, known.length);
        return ByteBuffer.wrap(known, 0, known.length - kept);
    }

    /** Returns what was held back, at the end of the stream. */
    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(held);
        held = new byte[0];
        return rest;
    }

    /** The length of the longest end of {@code bytes} that a word begins with. */
    private int beginning(byte[] bytes) {
        int most = 0;
        for (byte[] word : words) {
            for (int length = Math.min(word.length - 1, bytes.length); length > most; length--) {
                if (Arrays.equals(bytes, bytes.length - length, bytes.length, word, 0, length)) {
                    most = length;
                }
            }
        }
        return most;
    }

    private byte[] joined(ByteBuffer piece) {
        byte[] all = Arrays.copyOf(before, before.length + piece.remaining());
        piece.get(all, before.length, piece.remaining());
        return all;
    }

    static int indexOf(byte[] bytes, byte[] word, int from) {
        for (int i = from; i <= bytes.length - word.length; i++) {
            if (bytes[i] == word[0] && Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }
}
