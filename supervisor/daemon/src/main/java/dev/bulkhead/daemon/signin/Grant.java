package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.tenant.ToolPattern;
import java.time.Duration;
import java.util.List;

/**
 * What a sign-in allows the sessions that live on it, within what the settings allow. Immutable.
 *
 * @param subject who signed in, as the tenant knows them: the {@code sub} of session tokens
 * @param tools patterns of which one must match; none allows nothing
 * @param longestToken no session token lives longer, whatever {@code session.ttl} says
 * @param readOnly only tools that say they change nothing
 */
public record Grant(String subject, List<ToolPattern> tools, Duration longestToken, boolean readOnly) {
    /** The longest that any session token lives. */
    public static final Duration LONGEST_TOKEN = Duration.ofMinutes(60);

    public Grant {
        tools = List.copyOf(tools);
    }

    /** Everything that the settings allow: for who proves to be {@code subject} and needs no table of groups. */
    public static Grant whole(String subject) {
        return new Grant(subject, List.of(new ToolPattern("*")), LONGEST_TOKEN, false);
    }
}
