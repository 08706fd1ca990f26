package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which events a request wants. Stateless. */
final class AuditFilters {
    private static final int ALL = 0;

    private AuditFilters() {}

    /** @param told the row that tells of this reading; it is part of a list of the whole stream alone */
    static AuditFilter of(Request request, long told) throws ControlException {
        long limit = request.number("limit", ALL);
        if (limit < 0) {
            throw ControlException.usage("'limit' is " + limit + ": use 1 or more, or leave it out for all");
        }
        long end = limit == ALL || limit >= told ? Long.MAX_VALUE : told;
        Long before = number(request, "before");
        return new AuditFilter(
                (int) Math.clamp(limit, 0, Integer.MAX_VALUE),
                number(request, "after"),
                before == null ? Long.valueOf(end) : Long.valueOf(Math.min(before, end)),
                time(request, "since"),
                time(request, "until"),
                request.optional("tool").orElse(null),
                status(request),
                request.optional("session").orElse(null),
                request.optional("host").orElse(null),
                types(request));
    }

    private static @Nullable Long number(Request request, String name) throws ControlException {
        long value = request.number(name, -1);
        return value < 0 ? null : value;
    }

    private static @Nullable Instant time(Request request, String name) throws ControlException {
        Optional<String> text = request.optional(name);
        try {
            return text.isEmpty() ? null : Instant.parse(text.get());
        } catch (DateTimeParseException e) {
            throw ControlException.usage("'" + name + "' is no time: write it as 2026-11-21T14:00:00Z");
        }
    }

    private static @Nullable String status(Request request) throws ControlException {
        Optional<String> status = request.optional("status");
        if (status.isPresent()) {
            requireOneOf("status", Stream.of(ResultStatus.values()).map(ResultStatus::wireName), status.get());
        }
        return status.orElse(null);
    }

    private static Set<String> types(Request request) throws ControlException {
        Set<String> types = new HashSet<>(request.texts("types"));
        request.optional("type").ifPresent(types::add);
        for (String type : types) {
            requireOneOf("type of event", Stream.of(EventType.values()).map(EventType::wireName), type);
        }
        return types;
    }

    /** A word that no row can have would be answered by an empty list, as if nothing had happened. */
    private static void requireOneOf(String what, Stream<String> words, String word) throws ControlException {
        List<String> known = words.toList();
        if (!known.contains(word)) {
            throw ControlException.usage("'" + word + "' is no " + what + ": use one of " + String.join(", ", known));
        }
    }
}
