package dev.bulkhead.daemon.tenant;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The identity provider of a tenant's client, pinned: who must vouch for the consultant, and what each of the provider's groups
 * may do. Which tenant a sign-in is for follows from these settings alone, never from what a token says.
 *
 * @param issuer exactly as the provider names itself: https, or http to a loopback address
 * @param clientId as the provider knows this application: 1 to 255 printable characters
 * @param algorithm the one algorithm that ID tokens are signed with
 * @param scopes what is asked for; {@code openid} is among them
 * @param groupsClaim the claim of the ID token that lists the consultant's groups
 * @param groups what each group may do; a group that is not here may do nothing
 * @param offlineGrace for how long after the provider was last reached tools that change nothing may be called; zero for not at all
 * @param deviceFlow whether a sign-in may be finished on another device (RFC 8628)
 * @param reauthenticate how long ago a sign-in at the provider may be for what destroys; empty when the passphrase is enough
 */
public record IdentitySettings(
        URI issuer,
        String clientId,
        String algorithm,
        List<String> scopes,
        String groupsClaim,
        SortedMap<String, Group> groups,
        Duration offlineGrace,
        DeviceFlow deviceFlow,
        Optional<Duration> reauthenticate) {

    /** Signatures with a public key alone: whoever knows the client's own secret must not be able to make one. */
    static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    static final Duration DEFAULT_GRACE = Duration.ofHours(8);
    static final List<String> DEFAULT_SCOPES = List.of("openid");
    static final String DEFAULT_CLAIM = "groups";

    private static final int MOST_GROUPS = 256;
    private static final Pattern WORD = Pattern.compile("[!-~]{1,255}");
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,100}");

    /** Whether a code may be typed in at another device. */
    public enum DeviceFlow {
        OFF,
        ON;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the consultant when a value is out of its bounds */
    public IdentitySettings {
        scopes = List.copyOf(scopes);
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        checkAddress(issuer);
        if (!WORD.matcher(clientId).matches()) {
            throw new IllegalArgumentException("client-id is 1 to 255 printable characters without spaces");
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException("algorithm is one of "
                    + String.join(", ", ALGORITHMS.stream().sorted().toList()));
        }
        if (!scopes.contains("openid")
                || scopes.size() > 32
                || !scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            throw new IllegalArgumentException("scopes are at most 32 words, and openid is one of them");
        }
        if (!WORD.matcher(groupsClaim).matches()) {
            throw new IllegalArgumentException("groups-claim is the name of a claim, as in groups");
        }
        if (groups.size() > MOST_GROUPS
                || groups.keySet().stream().anyMatch(name -> name.isBlank() || name.length() > 255)) {
            throw new IllegalArgumentException("at most " + MOST_GROUPS + " groups, each named by 1 to 255 characters");
        }
        if (offlineGrace.isNegative() || offlineGrace.compareTo(Duration.ofHours(72)) > 0) {
            throw new IllegalArgumentException("offline-grace is 0 to 72h");
        }
        reauthenticate.ifPresent(age -> {
            if (age.compareTo(Duration.ofSeconds(1)) < 0 || age.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("reauthenticate.max-age is 1s to 1h");
            }
        });
    }

    /**
     * What the members of one group may do.
     *
     * @param tools patterns of which one must match, within what the settings allow to everybody
     * @param prefix the part of the workspace that built-in tools reach
     * @param lifetime no session token lives longer
     */
    public record Group(List<ToolPattern> tools, ResourcePrefix prefix, Duration lifetime) {
        static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(30);

        /** As many patterns fit into a token. */
        public static final int MOST_TOOLS = 64;

        public Group {
            tools = List.copyOf(tools);
            if (tools.size() > MOST_TOOLS) {
                throw new IllegalArgumentException(
                        "a group names at most " + MOST_TOOLS + " patterns: use '*' in them");
            }
            if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofMinutes(60)) > 0) {
                throw new IllegalArgumentException("a group's lifetime is 1s to 60m");
            }
        }
    }

    /**
     * Refuses an address at which the provider's word could be another's.
     *
     * @throws IllegalArgumentException when it is neither https, nor http to a loopback address
     */
    public static void checkAddress(URI address) {
        boolean isWhole = address.isAbsolute()
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null
                && address.toString().length() <= 2_000;
        if (!isWhole || !("https".equals(address.getScheme()) || isLoopback(address))) {
            throw new IllegalArgumentException("an address of the provider is an https URL, as in"
                    + " https://login.acme.example/realms/acme (http to a loopback address alone)");
        }
    }

    /** Returns whether {@code address} is plain http to this machine, by an address and not by a name. */
    public static boolean isLoopback(URI address) {
        String host = address.getHost();
        if (!"http".equals(address.getScheme()) || host == null || !host.matches("127\\.[0-9.]+|\\[::1]")) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
