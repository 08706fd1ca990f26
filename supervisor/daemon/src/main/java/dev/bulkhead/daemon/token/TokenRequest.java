package dev.bulkhead.daemon.token;

import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Asks for a token.
 *
 * @param tenant the tenant that it will be good for
 * @param subject who or what it is for: 1 to 128 printable ASCII characters without spaces
 * @param tools what it allows, at most 64 patterns
 * @param prefix the part of the tenant's workspace that it is good for
 * @param lifetime 1 s to 60 min; fractions of a second are dropped
 * @param purpose whether people see it in a list
 */
public record TokenRequest(
        TenantId tenant,
        String subject,
        List<ToolPattern> tools,
        ResourcePrefix prefix,
        Duration lifetime,
        Purpose purpose) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofMinutes(60);
    public static final Duration DEFAULT = Duration.ofMinutes(30);

    static final int MOST_TOOLS = 64;
    static final Pattern SUBJECT = Pattern.compile("[!-~]{1,128}");

    /** What a token is for. */
    public enum Purpose {
        /** Someone asked for it, and can see it in the list. */
        ISSUED,
        /** A session's own, renewed in silence while the sign-in lives; not listed. */
        SESSION
    }

    /** @throws IllegalArgumentException with a sentence for the consultant when a value is out of its bounds */
    public TokenRequest {
        tools = List.copyOf(tools);
        if (!SUBJECT.matcher(subject).matches()) {
            throw new IllegalArgumentException("a token's subject has 1 to 128 printable characters and no spaces");
        }
        if (tools.size() > MOST_TOOLS) {
            throw new IllegalArgumentException("a token names at most " + MOST_TOOLS + " patterns: use '*' in them");
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a token lives 1 second to 60 minutes: ask for a lifetime in between");
        }
    }
}
