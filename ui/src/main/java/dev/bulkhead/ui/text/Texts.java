package dev.bulkhead.ui.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The window's words in one language. Patterns are those of {@link MessageFormat}. Immutable, safe for any thread. */
public final class Texts {
    private final ResourceBundle bundle;
    private final Locale locale;

    public Texts(ResourceBundle bundle, Locale locale) {
        this.bundle = bundle;
        this.locale = locale;
    }

    /** Returns the words for {@code locale}; English where there is no bundle of its language. */
    public static Texts of(Locale locale) {
        return new Texts(
                ResourceBundle.getBundle(
                        "dev.bulkhead.ui.text.window",
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)),
                locale);
    }

    /** How numbers and times are written. */
    public Locale locale() {
        return locale;
    }

    /**
     * Returns the text of {@code key} with its {@code {0}}, {@code {1}} filled in.
     *
     * @throws java.util.MissingResourceException when there is no such key
     */
    public String get(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    /** Returns the text of {@code key}, or {@code otherwise} where a newer supervisor says what we have no word for. */
    public String getOr(String key, String otherwise) {
        return bundle.containsKey(key) ? get(key) : otherwise;
    }
}
