package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** One way to write each host, so that what is compared with the settings is what is connected to. Stateless. */
final class HostNames {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS_4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** What resolvers read as an address in one of the old ways: 127.1, 0177.0.0.1, 0x7f000001, 2130706433. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

    private HostNames() {}

    /**
     * Returns the destination in lower case, without the root's dot, an address in its one form; nothing for what is no host or
     * can be read in two ways. Names beyond ASCII come as {@code xn--…}, in settings too.
     *
     * @param host without brackets
     */
    static Optional<Destination> canonical(String host, int port) {
        try {
            String name = host.endsWith(".") && !host.contains(":") ? host.substring(0, host.length() - 1) : host;
            Optional<InetAddress> address = address(name);
            if (address.isEmpty()
                    && (name.contains(":") || ENDS_IN_NUMBER.matcher(name).matches())) {
                return Optional.empty();
            }
            return Optional.of(
                    new Destination(address.map(InetAddress::getHostAddress).orElse(name), port));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // No host, or no port: the type says which are.
        }
    }

    /** Returns the address that {@code host} is, without asking anybody; nothing for a name. */
    static Optional<InetAddress> address(String host) {
        boolean six = host.contains(":");
        if (six ? host.contains("%") : !ADDRESS_4.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            // IPv4 in IPv6's clothes (::ffff:127.0.0.1) comes back as IPv4.
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
