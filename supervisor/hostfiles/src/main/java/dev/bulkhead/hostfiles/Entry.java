package dev.bulkhead.hostfiles;

import dev.bulkhead.protocol.home.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a host starts, as its file has it: a command line and variables. Holds nothing secret. Immutable.
 *
 * @param command the program; absolute in entries of ours, since hosts with a window have a thin PATH
 * @param arguments after the command
 * @param environment what is set on top of the host's own variables
 */
public record Entry(String command, List<String> arguments, Map<String, String> environment) {
    private static final String TENANT = "--tenant";
    private static final String CONNECT = "connect";
    private static final Pattern OURS =
            Pattern.compile("(.*[/\\\\])?bulkhead(\\.(cmd|bat|exe))?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    public Entry {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** What a host starts for {@code tenant}. */
    public static Entry of(TenantId tenant, Launcher launcher) {
        return new Entry(
                launcher.command().toString(), List.of(CONNECT, TENANT, tenant.value()), launcher.environment());
    }

    /** The name that an entry for {@code tenant} has in every file: some hosts merge servers of one name. */
    public static String name(TenantId tenant) {
        return "bulkhead-" + tenant;
    }

    /** Whether a program of our name is started with {@code connect}, also by another program or a shell. */
    public boolean isOurs() {
        return afterConnect().isPresent();
    }

    /** Whether it opens sessions of whichever tenant is the active one, and names none. */
    public boolean followsActive() {
        return afterConnect().filter(List::isEmpty).isPresent();
    }

    /** The arguments of {@code bulkhead connect}. */
    private Optional<List<String>> afterConnect() {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(arguments);
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).equals(CONNECT) && OURS.matcher(words.get(i - 1)).matches()) {
                return Optional.of(words.subList(i + 1, words.size()));
            }
        }
        return Optional.empty();
    }

    /** Whose sessions this opens; empty when it names no tenant as the launcher reads it. */
    public Optional<TenantId> tenant() {
        int connect = arguments.indexOf(CONNECT);
        if (connect < 0) {
            return Optional.empty();
        }
        List<String> after = arguments.subList(connect + 1, arguments.size());
        int at = after.indexOf(TENANT);
        Optional<String> named = at >= 0 && at + 1 < after.size()
                ? Optional.of(after.get(at + 1))
                : after.stream()
                        .filter(word -> word.startsWith(TENANT + "="))
                        .map(word -> word.substring(TENANT.length() + 1))
                        .findFirst();
        try {
            return named.map(TenantId::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
