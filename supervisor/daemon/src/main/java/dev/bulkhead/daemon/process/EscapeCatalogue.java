package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the escape suite tries, as {@code sandbox-profiles/escape/attempts} lists it: what is listed and not answered counts as
 * open.
 *
 * @param attempts in their order
 */
public record EscapeCatalogue(List<Attempt> attempts) {
    private static final String HEADER = "# bulkhead-escape 1";

    public EscapeCatalogue {
        attempts = List.copyOf(attempts);
    }

    /** In what an attempt is written, and which sandbox it runs in. */
    public enum Language {
        SH,
        NODE,
        PYTHON,
        JAVA;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the same code does what is allowed. */
    public enum Twin {
        INSIDE,
        OUTSIDE
    }

    /**
     * One thing to try.
     *
     * @param group what it is about
     * @param what in words
     */
    public record Attempt(String id, String group, List<Language> languages, Twin twin, String what) {
        public Attempt {
            languages = List.copyOf(languages);
        }
    }

    /** @throws IOException when the list is not as it must be: nothing is tried then, and nothing is said to hold */
    static EscapeCatalogue read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw new IOException(file + ":1: a list of attempts begins with '" + HEADER + "'");
        }
        List<Attempt> attempts = new ArrayList<>();
        String group = "";
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("= ")) {
                group = line.substring(2);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    attempts.add(attempt(line.split("\\|", -1), group));
                } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                    throw new IOException(file + ":" + (i + 1) + ": an attempt is 'id | languages | twin | words'", e);
                }
            }
        }
        return new EscapeCatalogue(attempts);
    }

    private static Attempt attempt(String[] words, String group) {
        List<Language> languages = new ArrayList<>();
        for (String language : words[1].strip().split(" +")) {
            languages.add(Language.valueOf(language.toUpperCase(Locale.ROOT)));
        }
        Twin twin = Twin.valueOf(words[2].strip().toUpperCase(Locale.ROOT));
        return new Attempt(words[0].strip(), group, languages, twin, words[3].strip());
    }

    /** Those that are written in {@code language}. */
    List<Attempt> in(Language language) {
        return attempts.stream()
                .filter(attempt -> attempt.languages().contains(language))
                .toList();
    }
}
