package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Strength;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A passphrase that is new: at a terminal it is as long as it should be and its strength is said; on standard input a short one is
 * warned of, since scripts choose theirs, and what is too short for any vault the supervisor refuses. Closed by who got it.
 */
final class NewPassphrase implements AutoCloseable {
    /** Beyond this, a script is not kept waiting for an estimate that it did not ask for. */
    private static final int ESTIMATED_UNASKED = 20;

    private final SecretBytes secret;
    private final @Nullable Strength strength;
    private final Optional<SecretBytes> toShow;

    private NewPassphrase(SecretBytes secret, @Nullable Strength strength, Optional<SecretBytes> toShow) {
        this.secret = secret;
        this.strength = strength;
        this.toShow = toShow;
    }

    /** Makes one, which is shown once, when the vault has it. */
    static NewPassphrase generated() {
        SecretBytes secret = Strength.generated();
        return new NewPassphrase(secret, new Strength("strong", ""), Optional.of(secret));
    }

    /** Asks for one at the terminal. */
    static NewPassphrase prompted(String prompt, PrintWriter err) throws IOException {
        SecretBytes secret = SecretSource.newPassphrase(prompt, typed -> {
            if (!Strength.isLongEnough(typed)) {
                throw new IOException("a new passphrase has at least " + Strength.RECOMMENDED_CHARACTERS
                        + " characters or " + Strength.RECOMMENDED_WORDS
                        + " words: choose a longer one, or let one be made"
                        + " with --generate-passphrase");
            }
            err.println("strength: " + Strength.of(typed));
        });
        return new NewPassphrase(secret, null, Optional.empty());
    }

    /**
     * Takes one that came on standard input.
     *
     * @param asked whether the answer is to say how strong it is
     */
    static NewPassphrase given(SecretBytes secret, Asked asked, PrintWriter err) {
        boolean isLongEnough = Strength.isLongEnough(secret);
        @Nullable
        Strength strength = asked == Asked.YES || secret.length() < ESTIMATED_UNASKED ? Strength.of(secret) : null;
        if (!isLongEnough) {
            err.println(
                    "bulkhead: a passphrase under 14 characters can be guessed by whoever copies the vault; six random"
                            + " words are better" + (strength == null ? "" : " (" + strength + ")"));
        }
        return new NewPassphrase(secret, strength, Optional.empty());
    }

    /** Whether an answer says how strong a passphrase is. */
    enum Asked {
        YES,
        NO
    }

    SecretBytes secret() {
        return secret;
    }

    /** Adds to {@code answer} what is to be known of it. */
    void addTo(ObjectNode answer) {
        if (strength != null) {
            answer.put("strength", strength.word());
            if (!strength.why().isEmpty()) {
                answer.put("strengthWhy", strength.why());
            }
        }
        toShow.ifPresent(shown -> {
            String text = shown.use(NewPassphrase::text);
            answer.put("passphrase", text);
        });
    }

    /** Prints one that was made here. */
    void show(PrintWriter out) {
        toShow.ifPresent(shown -> {
            out.println("Passphrase: " + shown.use(NewPassphrase::text));
            out.println("It is shown this once: keep it where you keep such things.");
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        secret.close();
    }
}
