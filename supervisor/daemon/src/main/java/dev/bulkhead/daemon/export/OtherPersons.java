package dev.bulkhead.daemon.export;

import dev.bulkhead.daemon.audit.SubjectMatch;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces the names of persons other than the one who asked. Immutable. */
final class OtherPersons {
    private final @Nullable Pattern names;

    OtherPersons(Collection<String> names) {
        this.names = names.isEmpty() ? null : SubjectMatch.naming(names);
    }

    @Nullable
    String replacedIn(@Nullable String text) {
        return text == null || names == null
                ? text
                : names.matcher(text).replaceAll(Matcher.quoteReplacement(SubjectAccess.ANOTHER));
    }
}
