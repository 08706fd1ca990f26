package dev.bulkhead.daemon.usage;

import dev.bulkhead.daemon.usage.UsageRow.Part;
import java.util.Locale;
import java.util.Optional;

/** What rows are made of. The wire name is the lower-case one. */
public enum By {
    TENANT,
    UPSTREAM,
    TOOL,
    /** The timesheet. */
    DAY;

    /** Returns the one of that wire name. */
    public static Optional<By> of(String name) {
        for (By by : values()) {
            if (by.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(by);
            }
        }
        return Optional.empty();
    }

    /** Returns the row that {@code counted} belongs to; nothing where it would count the same twice. */
    Optional<Part> row(Part counted) {
        boolean ofUpstream = !counted.upstream().isEmpty();
        boolean ofTool = !counted.tool().isEmpty();
        return switch (this) {
            case TENANT -> ofUpstream ? Optional.empty() : Optional.of(new Part("", "", ""));
            case DAY -> ofUpstream ? Optional.empty() : Optional.of(new Part(counted.day(), "", ""));
            case UPSTREAM ->
                ofUpstream && !ofTool ? Optional.of(new Part("", counted.upstream(), "")) : Optional.empty();
            case TOOL -> ofTool ? Optional.of(new Part("", counted.upstream(), counted.tool())) : Optional.empty();
        };
    }
}
