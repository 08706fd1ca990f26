package dev.bulkhead.daemon.process.keychain;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Entries are base64, so that no keychain's program reads anything into their bytes. Stateless. */
final class Base64Entry {
    private Base64Entry() {}

    /** The caller zeroes what it gets. */
    static byte[] encode(SecretBytes value) {
        return value.use(Base64.getEncoder()::encode);
    }

    /** Takes over {@code text}, with or without a line end. */
    static SecretBytes decode(byte[] text) throws IOException {
        int length = text.length;
        while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
            length--;
        }
        byte[] exact = Arrays.copyOf(text, length);
        try {
            return SecretBytes.takeOver(Base64.getDecoder().decode(exact));
        } catch (IllegalArgumentException e) {
            // Without the cause: it quotes what it read.
            throw new IOException(
                    "what the desktop's keychain has of this tenant is not ours: switch it off and on again");
        } finally {
            Arrays.fill(exact, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }
}
