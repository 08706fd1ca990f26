package dev.bulkhead.consent;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import me.gosimple.nbvcxz.Nbvcxz;
import me.gosimple.nbvcxz.resources.ConfigurationBuilder;
import me.gosimple.nbvcxz.resources.Generator;
import me.gosimple.nbvcxz.scoring.Result;

/**
 * How long a new passphrase stands against whoever has copied the vault: an estimate, made here, that nothing is sent anywhere for. The
 * library takes a text, which nothing can zero.
 *
 * @param word "weak", "fair" or "strong"
 * @param why what makes it so, or ""
 */
public record Strength(String word, String why) {
    /** A new passphrase has this many characters, or {@link #RECOMMENDED_WORDS}. */
    public static final int RECOMMENDED_CHARACTERS = 14;

    public static final int RECOMMENDED_WORDS = 6;

    /** What is behind it adds nothing that an estimate needs, and costs time. */
    private static final int LONGEST_ESTIMATED = 64;

    private static final double FAIR_BITS = 45;
    private static final double STRONG_BITS = 65;

    /** Returns whether it is as long as new ones are to be. */
    public static boolean isLongEnough(SecretBytes passphrase) {
        String text = text(passphrase);
        return text.codePointCount(0, text.length()) >= RECOMMENDED_CHARACTERS
                || text.strip().split("\\s+", -1).length >= RECOMMENDED_WORDS;
    }

    /** Estimates {@code passphrase}. */
    public static Strength of(SecretBytes passphrase) {
        String text = text(passphrase);
        if (text.length() > LONGEST_ESTIMATED) {
            text = text.substring(0, LONGEST_ESTIMATED);
        }
        Result result =
                new Nbvcxz(new ConfigurationBuilder().setLocale(Locale.ENGLISH).createConfiguration()).estimate(text);
        String warning =
                result.getFeedback() == null ? null : result.getFeedback().getWarning();
        String why = warning == null ? "" : warning.strip().replaceAll("\\.$", "");
        double bits = result.getEntropy();
        if (bits < FAIR_BITS) {
            return new Strength("weak", why.isEmpty() ? "it can be guessed by trying what people choose" : why);
        }
        return new Strength(bits < STRONG_BITS ? "fair" : "strong", bits < STRONG_BITS ? why : "");
    }

    /** Makes one of six words, chosen at random out of 7,776. */
    public static SecretBytes generated() {
        return SecretBytes.takeOver(
                Generator.generatePassphrase(" ", RECOMMENDED_WORDS).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SecretBytes passphrase) {
        return passphrase.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return why.isEmpty() ? word : word + ": " + why;
    }
}
