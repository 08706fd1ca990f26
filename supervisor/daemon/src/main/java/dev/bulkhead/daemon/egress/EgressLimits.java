package dev.bulkhead.daemon.egress;

import java.time.Duration;

/**
 * What one upstream may use of the network. Bytes are counted both ways, as they pass the proxy, heads included.
 *
 * @param connections relayed at one time; one more is refused
 * @param connectionsPerMinute more are not refused but wait: a flood cannot fill the audit, and loses no row of it
 * @param bytesPerConnection the connection ends when they are used up
 * @param bytesPerHour of all its connections; they end, and new ones are refused, until the hour is over
 * @param head the time in which the whole head of a request has to come
 * @param connect the time for a name to be resolved, and for each address to answer
 * @param idle the time without a byte in either direction after which a connection ends
 */
public record EgressLimits(
        int connections,
        int connectionsPerMinute,
        long bytesPerConnection,
        long bytesPerHour,
        Duration head,
        Duration connect,
        Duration idle) {

    /** Enough for a busy server of an ordinary API; idle is over what such APIs hold a poll open for. */
    public static final EgressLimits DEFAULT = new EgressLimits(
            32, 600, 1L << 30, 8L << 30, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5));

    public EgressLimits {
        if (connections < 1 || connectionsPerMinute < 1 || bytesPerConnection < 1 || bytesPerHour < 1) {
            throw new IllegalArgumentException("a limit of nothing is no limit: use the profile strict");
        }
        if (!head.isPositive() || !connect.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("a time limit is longer than nothing");
        }
    }
}
