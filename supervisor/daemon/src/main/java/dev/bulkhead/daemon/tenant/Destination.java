package dev.bulkhead.daemon.tenant;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place in the network that a tenant's sandboxes may reach.
 *
 * @param host a name or an address as it is written in a URL, lower case, without brackets
 * @param port 1 to 65535
 */
public record Destination(String host, int port) {
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");
    private static final Pattern ADDRESS_6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    /** @throws IllegalArgumentException when this is no host or no port */
    public Destination {
        host = host.toLowerCase(Locale.ROOT);
        boolean address = host.contains(":");
        if (!(address ? ADDRESS_6 : NAME).matcher(host).matches() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a destination is a host and a port, as in api.acme.example:443");
        }
    }

    /** Reads {@code api.acme.example:443} or {@code [2001:db8::1]:443}. */
    public static Destination parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a destination is a host and a port, as in api.acme.example:443");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new Destination(host, Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
