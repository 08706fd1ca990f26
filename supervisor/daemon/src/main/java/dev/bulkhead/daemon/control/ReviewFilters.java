package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.review.Chart;
import dev.bulkhead.daemon.review.ReviewFilter;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** Reads what somebody looks for in a stream, and how they want it drawn. Stateless. */
final class ReviewFilters {
    private static final int BUCKETS = 60;

    /** What lists of rows know no filter for. */
    private static final List<String> MORE = List.of("toolContains", "server", "text");

    private ReviewFilters() {}

    static ReviewFilter of(Request request) throws ControlException {
        AuditFilter common = AuditFilters.of(request, Long.MAX_VALUE);
        for (String name : MORE) {
            if (common.limit() > 0 && request.optional(name).isPresent()) {
                throw ControlException.usage("'limit' counts rows that '" + name + "' has not looked at: leave it out");
            }
        }
        return new ReviewFilter(
                common.since(),
                common.until(),
                common.tool(),
                request.optional("toolContains").orElse(null),
                request.optional("server").orElse(null),
                common.host(),
                common.session(),
                common.status(),
                common.types(),
                request.optional("text").orElse(null));
    }

    static Chart.Wanted chart(Request request) throws ControlException {
        String zone = request.optional("zone").orElse("UTC");
        try {
            return new Chart.Wanted(
                    Math.toIntExact(Math.clamp(request.number("buckets", BUCKETS), 0, Integer.MAX_VALUE)),
                    ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw ControlException.usage("'" + zone + "' is no time zone: write it as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            throw ControlException.usage(e.getMessage());
        }
    }
}
