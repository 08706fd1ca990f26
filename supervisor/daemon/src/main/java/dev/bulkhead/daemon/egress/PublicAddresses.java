package dev.bulkhead.daemon.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the open Internet from those that lead to this machine or its neighbourhood. What is not plainly public is
 * not. Stateless.
 *
 * <p>Sources: the IANA special-purpose address registries (RFC 6890 and after), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), ISATAP
 * (RFC 5214).
 */
final class PublicAddresses {
    private static final List<Block> NOT_PUBLIC_4 = List.of(
            Block.of("0.0.0.0", 8), // this host; Linux connects it to loopback
            Block.of("10.0.0.0", 8),
            Block.of("100.64.0.0", 10), // carriers, and overlay networks that desktops are in
            Block.of("127.0.0.0", 8),
            Block.of("169.254.0.0", 16), // link-local, with the metadata services of clouds
            Block.of("172.16.0.0", 12),
            Block.of("192.0.0.0", 24),
            Block.of("192.0.2.0", 24),
            Block.of("192.88.99.0", 24),
            Block.of("192.168.0.0", 16),
            Block.of("198.18.0.0", 15),
            Block.of("198.51.100.0", 24),
            Block.of("203.0.113.0", 24),
            Block.of("224.0.0.0", 3)); // multicast, reserved, broadcast

    private static final Block GLOBAL_6 = Block.of("2000::", 3);
    private static final List<Block> NOT_PUBLIC_6 = List.of(
            Block.of("2001::", 23), // Teredo, benchmarks, ORCHID and other protocols
            Block.of("2001:db8::", 32),
            Block.of("3fff::", 20));
    private static final Block SIX_TO_FOUR = Block.of("2002::", 16);
    private static final Block NAT64 = Block.of("64:ff9b::", 96);

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        return isPublic(address.getAddress()) && !isOwn(address);
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.holds(address));
        }
        if (NAT64.holds(address)) {
            return isPublic(Arrays.copyOfRange(address, 12, 16));
        }
        if (!GLOBAL_6.holds(address) || NOT_PUBLIC_6.stream().anyMatch(block -> block.holds(address))) {
            return false;
        }
        if (SIX_TO_FOUR.holds(address) && !isPublic(Arrays.copyOfRange(address, 2, 6))) {
            return false;
        }
        return !isIsatap(address) || isPublic(Arrays.copyOfRange(address, 12, 16));
    }

    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && (address[11] & 0xff) == 0xfe;
    }

    /** A desktop that has a public address serves on it what it serves on loopback, when that listens on all interfaces. */
    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // No verdict, no access.
        }
    }

    private record Block(InetAddress start, int bits) {
        static Block of(String start, int bits) {
            return new Block(InetAddress.ofLiteral(start), bits);
        }

        boolean holds(byte[] address) {
            byte[] first = start.getAddress();
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
                if (((address[bit / 8] ^ first[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
