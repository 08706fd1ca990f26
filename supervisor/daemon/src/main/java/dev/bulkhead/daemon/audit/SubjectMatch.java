package dev.bulkhead.daemon.audit;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that are about one person: those that were written for them, those whose sealed part names them, and all of the
 * sessions that were theirs. Rows must come in the order of the stream, for a session's first row says whose it is. One thread.
 */
public final class SubjectMatch {
    private final StreamKeys keys;
    private final String ref;
    private final Pattern name;
    private final Set<String> sessions = new HashSet<>();

    /** @param subject the person as the tenant knows them: what {@code subject} shows in {@code audit list} */
    public SubjectMatch(StreamKeys keys, String subject) {
        this.keys = keys;
        this.ref = keys.subjectRef(subject);
        this.name = naming(List.of(subject));
    }

    /** Returns what finds any of {@code names}, in whatever case, where it stands as a word. */
    public static Pattern naming(Collection<String> names) {
        return Pattern.compile(
                names.stream()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** What a row has to do with the person. */
    public enum Relation {
        /** Nothing. */
        NONE,
        /** It was done in one of their sessions; nothing beside it names them. */
        SESSION,
        /** What stands beside it is about them, or names them. */
        PERSONAL
    }

    /** Returns what {@code row} has to do with them. */
    public Relation of(AuditEntry row) {
        boolean personal = isPersonal(row.personal());
        String session = row.sessionId();
        if (personal && session != null) {
            sessions.add(session);
        }
        if (personal) {
            return Relation.PERSONAL;
        }
        return session != null && sessions.contains(session) ? Relation.SESSION : Relation.NONE;
    }

    private boolean isPersonal(@Nullable Personal personal) {
        // What is in clear names nobody, and what an erasure says must stay.
        if (personal == null || personal.form().equals(Personal.JSON)) {
            return false;
        }
        if (ref.equals(personal.subjectRef())) {
            return true;
        }
        Personal.Opened opened = personal.read(keys);
        return opened != null
                && (isNamedIn(opened.subject()) || isNamedIn(opened.detail()) || isNamedIn(opened.peer()));
    }

    /** Returns whether {@code text} has their name in it, as a word. */
    public boolean isNamedIn(@Nullable String text) {
        return text != null && name.matcher(text).find();
    }
}
