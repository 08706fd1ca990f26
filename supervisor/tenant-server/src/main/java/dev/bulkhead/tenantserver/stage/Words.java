package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to become: the argument vector and the environment as execve(2) takes them, and what it may reach from then on.
 *
 * <p>In the block, all numbers of four bytes, the highest first: the count of arguments, each as its length and its bytes; then
 * the count of variables, each {@code NAME=value} likewise; then the count of rules of {@link Landlock}.
 *
 * @param arguments the first is the absolute path of the program; none in an order that leaves the program to be told later
 * @param restrictions none for no restriction
 */
record Words(List<byte[]> arguments, List<byte[]> environment, List<byte[]> restrictions) {
    private static final int MOST = 4096;

    static Words read(byte[] block) throws IOException {
        List<List<byte[]>> lists = new ArrayList<>();
        int at = 0;
        for (int list = 0; list < 3; list++) {
            int count = numberIn(block, at);
            at += 4;
            if (count < 0 || count > MOST) {
                throw new IOException("the command has too many words");
            }
            List<byte[]> words = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int length = numberIn(block, at);
                at += 4;
                if (length < 0 || length > block.length - at) {
                    throw new IOException("the command is cut off");
                }
                words.add(Arrays.copyOfRange(block, at, at + length));
                at += length;
            }
            lists.add(words);
        }
        if (at != block.length) {
            throw new IOException("the command is no command");
        }
        return new Words(lists.get(0), lists.get(1), lists.get(2));
    }

    private static int numberIn(byte[] block, int at) throws IOException {
        if (at > block.length - 4) {
            throw new IOException("the command is cut off");
        }
        return number(block, at);
    }

    static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
