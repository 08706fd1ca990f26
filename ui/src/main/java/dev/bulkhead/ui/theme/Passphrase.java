package dev.bulkhead.ui.theme;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javafx.scene.control.PasswordField;

/**
 * Takes what was typed out of a password field.
 *
 * <p>What this can promise is small: JavaFX keeps a field's text, its undo history and every change event as {@code String}s,
 * which nothing can zero; they lie in this process's memory until the garbage collector reuses it. Our own copies are zeroed,
 * and the field is emptied at once, so that a later look at the window finds nothing.
 */
public final class Passphrase {
    /** A secret of the control protocol is at most this long, in bytes. */
    public static final int LONGEST = 64 * 1024;

    private Passphrase() {}

    /** Returns the field's content in UTF-8, and empties the field. JavaFX thread. */
    public static SecretBytes takeFrom(PasswordField field) {
        CharSequence typed = field.getCharacters();
        char[] characters = new char[typed.length()];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = typed.charAt(i);
        }
        field.clear();
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(0, bytes);
        encoded.put(0, new byte[bytes.length]);
        Arrays.fill(characters, '\0');
        return SecretBytes.takeOver(bytes);
    }
}
