package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.time.Duration;
import java.util.List;

/**
 * What a sign-in allows the sessions that live on it, within what the settings allow. Immutable.
 *
 * @param subject who signed in, as the tenant knows them: the {@code sub} of session tokens
 * @param tools patterns of which one must match; none allows nothing
 * @param prefix the part of the workspace that built-in tools reach
 * @param longestToken no session token lives longer, whatever {@code session.ttl} says
 * @param readOnly only tools that say they change nothing
 */
public record Grant(
        String subject, List<ToolPattern> tools, ResourcePrefix prefix, Duration longestToken, boolean readOnly) {
    /** The longest that any session token lives. */
    public static final Duration LONGEST_TOKEN = Duration.ofMinutes(60);

    public Grant {
        tools = List.copyOf(tools);
    }

    /** Everything that the settings allow: for who proves to be {@code subject} and needs no table of groups. */
    public static Grant whole(String subject) {
        return new Grant(subject, List.of(new ToolPattern("*")), ResourcePrefix.WHOLE, LONGEST_TOKEN, false);
    }

    /** Returns the same for tools alone that say they change nothing. */
    public Grant reading() {
        return new Grant(subject, tools, prefix, longestToken, true);
    }

    /** Returns whether each tool that {@code pattern} names is granted by one of the patterns; may say no where it is by two. */
    public boolean covers(ToolPattern pattern) {
        // A star of the one can only be met by a star of the other, as if it were a letter of its own.
        return tools.stream().anyMatch(granted -> granted.matches(pattern.value()));
    }
}
