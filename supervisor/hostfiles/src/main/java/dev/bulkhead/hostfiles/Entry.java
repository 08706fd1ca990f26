package dev.bulkhead.hostfiles;

import dev.bulkhead.protocol.home.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host starts, as its file has it: a command line and variables. Holds nothing secret. Immutable.
 *
 * @param command the program; absolute in entries of ours, since hosts with a window have a thin PATH
 * @param arguments after the command
 * @param environment what is set on top of the host's own variables
 */
public record Entry(String command, List<String> arguments, Map<String, String> environment) {
    private static final String TENANT = "--tenant";

    public Entry {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** What a host starts for {@code tenant}. */
    public static Entry of(TenantId tenant, Launcher launcher) {
        return new Entry(
                launcher.command().toString(), List.of("connect", TENANT, tenant.value()), launcher.environment());
    }

    /** The name that an entry for {@code tenant} has in every file: some hosts merge servers of one name. */
    public static String name(TenantId tenant) {
        return "bulkhead-" + tenant;
    }

    /** Whose sessions this opens; empty when it is none of ours. */
    public Optional<TenantId> tenant() {
        int at = arguments.indexOf(TENANT);
        if (at < 0 || at + 1 >= arguments.size() || !arguments.contains("connect")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TenantId(arguments.get(at + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
