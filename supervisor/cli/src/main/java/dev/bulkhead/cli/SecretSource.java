package dev.bulkhead.cli;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where secrets come from: standard input or a prompt that shows nothing, never an argument. */
final class SecretSource {
    private static final int LONGEST = 64 * 1024;

    private SecretSource() {}

    /** A secret that is asked for at the terminal; {@code option} reads it from standard input. */
    static SecretBytes typed(String prompt, String option, String what) throws IOException {
        return checked(prompt(prompt, option), what);
    }

    /** A passphrase: the first line of standard input, or asked for at the terminal. */
    static SecretBytes passphrase(boolean stdin, String prompt) throws IOException {
        if (stdin) {
            return checked(firstLine(read()), "the passphrase");
        }
        return checked(prompt(prompt, "--passphrase-stdin"), "the passphrase");
    }

    /** Looks at what was typed, and throws where it will not do. */
    interface Look {
        void at(SecretBytes typed) throws IOException;
    }

    /** A new passphrase, asked for twice at the terminal, the second time when {@code look} likes it. */
    static SecretBytes newPassphrase(String prompt, Look look) throws IOException {
        SecretBytes first = passphrase(false, prompt);
        try {
            look.at(first);
            try (SecretBytes again = passphrase(false, "Once more: ")) {
                if (!first.equals(again)) {
                    throw new IOException("the two passphrases differ: try again");
                }
            }
            return first;
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /**
     * The first lines of standard input, {@code least} to as many as there are names: {@code what} says what each is.
     *
     * @throws IOException when there are fewer, or one is empty
     */
    static List<SecretBytes> lines(int least, String... what) throws IOException {
        byte[] all = read();
        List<SecretBytes> lines = new ArrayList<>();
        try {
            int start = 0;
            for (int i = 0; i < what.length && start < all.length; i++) {
                int end = start;
                while (end < all.length && all[end] != '\n') {
                    end++;
                }
                byte[] line = withoutLineEnd(Arrays.copyOfRange(all, start, Math.min(end + 1, all.length)));
                if (line.length == 0 && i >= least) {
                    break;
                }
                lines.add(checked(line, what[i]));
                start = end + 1;
            }
            if (lines.size() < least) {
                throw new IOException(
                        "standard input ended before " + what[lines.size()] + ": one line each is expected there");
            }
            return lines;
        } catch (IOException e) {
            lines.forEach(SecretBytes::close);
            throw e;
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    /** A value: all of standard input but one line end at its end, or asked for at the terminal. */
    static SecretBytes value(boolean stdin, String prompt) throws IOException {
        if (stdin || System.console() == null) {
            return checked(withoutLineEnd(read()), "the secret");
        }
        return checked(prompt(prompt, "--stdin"), "the secret");
    }

    private static SecretBytes checked(byte[] bytes, String what) throws IOException {
        if (bytes.length == 0) {
            throw new IOException(what + " is empty");
        }
        if (bytes.length > LONGEST) {
            Arrays.fill(bytes, (byte) 0);
            throw new IOException(what + " is longer than " + LONGEST + " bytes");
        }
        return SecretBytes.takeOver(bytes);
    }

    private static byte[] prompt(String prompt, String option) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IOException("there is no terminal to ask at: give it on standard input with " + option);
        }
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            throw new IOException("nothing was typed");
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(typed, '\0');
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static byte[] read() throws IOException {
        Zeroed all = new Zeroed();
        byte[] part = new byte[4096];
        InputStream in = System.in;
        for (int read = in.read(part); read >= 0 && all.size() <= LONGEST; read = in.read(part)) {
            all.write(part, 0, read);
        }
        Arrays.fill(part, (byte) 0);
        byte[] bytes = all.toByteArray();
        all.zero();
        return bytes;
    }

    private static byte[] firstLine(byte[] all) {
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        byte[] line = withoutLineEnd(Arrays.copyOf(all, Math.min(end + 1, all.length)));
        Arrays.fill(all, (byte) 0);
        return line;
    }

    private static byte[] withoutLineEnd(byte[] all) {
        int length = all.length;
        if (length > 0 && all[length - 1] == '\n') {
            length--;
            if (length > 0 && all[length - 1] == '\r') {
                length--;
            }
        }
        byte[] cut = Arrays.copyOf(all, length);
        Arrays.fill(all, (byte) 0);
        return cut;
    }

    private static final class Zeroed extends ByteArrayOutputStream {
        void zero() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
