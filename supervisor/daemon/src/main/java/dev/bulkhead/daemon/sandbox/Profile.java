package dev.bulkhead.daemon.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checked profile or fragment: bubblewrap's options as words, with {@code ${…}} not yet filled in.
 *
 * @param name as its first line says
 * @param options each option with its words
 */
record Profile(String name, List<List<String>> options) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z]+)}");

    Profile {
        options = List.copyOf(options);
    }

    /**
     * Returns the options as one list of words.
     *
     * @throws SandboxUnavailableException when a variable has no value
     */
    List<String> filledIn(Map<String, String> values) throws SandboxUnavailableException {
        List<String> words = new ArrayList<>();
        for (List<String> option : options) {
            for (String word : option) {
                words.add(fillIn(word, values));
            }
        }
        return words;
    }

    private String fillIn(String word, Map<String, String> values) throws SandboxUnavailableException {
        Matcher matcher = VARIABLE.matcher(word);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new SandboxUnavailableException(
                        "profile '" + name + "' names " + matcher.group() + ", which has no value here");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }
}
