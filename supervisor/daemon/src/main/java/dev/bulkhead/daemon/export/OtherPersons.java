package dev.bulkhead.daemon.export;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Replaces the names of persons other than the one who asked. Immutable. */
final class OtherPersons {
    private final @Nullable Pattern names;

    OtherPersons(Collection<String> names) {
        this.names = names.isEmpty()
                ? null
                : Pattern.compile(
                        names.stream()
                                .sorted((a, b) -> b.length() - a.length())
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    @Nullable
    String replacedIn(@Nullable String text) {
        return text == null || names == null
                ? text
                : names.matcher(text).replaceAll(Matcher.quoteReplacement(SubjectAccess.ANOTHER));
    }
}
