package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are of the open Internet, in all the clothes that they can wear. */
class EgressAddressesTest {
    private static AllowList list(String... destinations) {
        return new AllowList(Reach.of(new TenantSettings.Network(
                List.of(destinations).stream().map(Destination::parse).toList())));
    }

    /** Whether a name on that list may turn out to be at {@code address}. */
    private static boolean mayConnect(AllowList list, String address, int port) {
        Destination name = new Destination("api.acme.example", port);
        return list.mayConnect(
                new Reach.Way(name, Reach.Addresses.PUBLIC_OR_NAMED, Optional.empty()), InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
                "ff0e::1",
                "64:ff9b::7f00:1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "2001:0:1::1",
                "2001:10::1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "4000::1",
                "2a00::5efe:7f00:1",
                "2a00::200:5efe:10.0.0.1"
            })
    void thisMachineAndItsNeighbourhoodAreNotPublic(String address) {
        assertThat(mayConnect(list("api.acme.example:443"), address, 443)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "64:ff9b::1.1.1.1",
                "2002:101:101::1",
                "2a00::5efe:101:101",
                "::ffff:1.1.1.1"
            })
    void theirNeighboursArePublic(String address) {
        assertThat(mayConnect(list(), address, 443)).isTrue();
    }

    @Test
    void anAddressThatIsNamedMayBeReachedAtThatPortAlone() {
        AllowList list = list("192.168.1.1:443", "[fd00::1]:443", "localhost:443");
        assertThat(mayConnect(list, "192.168.1.1", 443)).isTrue();
        assertThat(mayConnect(list, "::ffff:192.168.1.1", 443)).isTrue();
        assertThat(mayConnect(list, "fd00:0::1", 443)).isTrue();
        assertThat(mayConnect(list, "192.168.1.1", 80)).isFalse();
        assertThat(mayConnect(list, "192.168.1.2", 443)).isFalse();
        assertThat(mayConnect(list, "127.0.0.1", 443)).isFalse();
    }

    @Test
    void whatTheMachineItselfHasIsNotPublic() throws Exception {
        List<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(own).isNotEmpty().allMatch(address -> !PublicAddresses.isPublic(address));
    }

    @Test
    void aNameInTheSettingsThatIsAnAddressInDisguiseNamesNothing() {
        assertThat(list("127.1:80", "2130706433:80").way(new Destination("127.0.0.1", 80)))
                .isEmpty();
        assertThat(list("127.0.0.1:80").way(new Destination("127.0.0.1", 80))).isPresent();
    }

    /** An IPv4 address is judged alike, whatever IPv6 it is wrapped in. */
    @Property(tries = 1000)
    void noClothesMakeAPrivateAddressPublic(@ForAll @Size(4) byte[] four) throws UnknownHostException {
        InetAddress plain = InetAddress.getByAddress(four);
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(four, 0, mapped, 12, 4);
        byte[] nat64 = new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        System.arraycopy(four, 0, nat64, 12, 4);
        byte[] sixToFour = new byte[] {0x20, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        System.arraycopy(four, 0, sixToFour, 2, 4);
        for (byte[] dressed : List.of(mapped, nat64, sixToFour)) {
            assertThat(PublicAddresses.isPublic(InetAddress.getByAddress(dressed)))
                    .isEqualTo(PublicAddresses.isPublic(plain));
        }
    }
}
