package dev.bulkhead.daemon.tenant;

import dev.bulkhead.daemon.tenant.IdentitySettings.DeviceFlow;
import dev.bulkhead.daemon.tenant.IdentitySettings.Group;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code identity} of a tenant's settings. Stateless. */
final class IdentityParser {
    private IdentityParser() {}

    static Optional<IdentitySettings> identity(YamlSection root) {
        if (!root.has("identity")) {
            return Optional.empty();
        }
        YamlSection s = root.section("identity");
        s.onlyKeys(
                "issuer",
                "client-id",
                "algorithm",
                "scopes",
                "groups-claim",
                "groups",
                "offline-grace",
                "device-flow",
                "reauthenticate");
        for (String wanted : List.of("issuer", "client-id", "algorithm", "groups")) {
            if (!s.has(wanted)) {
                s.problem("", "a key is missing: " + wanted);
            }
        }
        Optional<URI> none = Optional.empty();
        Optional<URI> issuer = s.text("issuer", none, text -> Optional.of(address(text)));
        String clientId = s.text("client-id", "", text -> text);
        String algorithm = s.text("algorithm", "", text -> text);
        List<String> scopes = s.texts("scopes", IdentitySettings.DEFAULT_SCOPES, text -> text);
        String claim = s.text("groups-claim", IdentitySettings.DEFAULT_CLAIM, text -> text);
        SortedMap<String, Group> groups = groups(s.section("groups"));
        Duration grace = s.number("offline-grace", IdentitySettings.DEFAULT_GRACE, IdentityParser::spanOrZero);
        DeviceFlow device = s.choice("device-flow", DeviceFlow.OFF, List.of(DeviceFlow.values()), DeviceFlow::wireName);
        YamlSection again = s.section("reauthenticate");
        again.onlyKeys("max-age");
        Optional<Duration> noAge = Optional.empty();
        Optional<Duration> maxAge = again.text("max-age", noAge, text -> Optional.of(Units.duration(text)));
        if (s.has("reauthenticate") && maxAge.isEmpty()) {
            again.problem("", "a key is missing: max-age");
        }
        if (issuer.isEmpty() || clientId.isEmpty() || algorithm.isEmpty()) {
            return Optional.empty();
        }
        return s.checked(
                "",
                Optional.empty(),
                () -> Optional.of(new IdentitySettings(
                        issuer.get(), clientId, algorithm, scopes, claim, groups, grace, device, maxAge)));
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text);
            IdentitySettings.checkAddress(address);
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is no URL: " + e.getReason(), e);
        }
    }

    private static Duration spanOrZero(String text) {
        return text.equals("0") ? Duration.ZERO : Units.duration(text);
    }

    private static SortedMap<String, Group> groups(YamlSection s) {
        SortedMap<String, Group> groups = new TreeMap<>();
        for (String name : s.names()) {
            YamlSection one = s.section(name);
            one.onlyKeys("tools", "prefix", "lifetime");
            if (!one.has("tools")) {
                one.problem("", "a key is missing: tools");
            }
            List<ToolPattern> tools = one.texts("tools", List.of(), ToolPattern::new);
            ResourcePrefix prefix = one.text("prefix", ResourcePrefix.WHOLE, ResourcePrefix::new);
            Duration lifetime = one.text("lifetime", Group.DEFAULT_LIFETIME, Units::duration);
            Optional<Group> none = Optional.empty();
            one.checked("", none, () -> Optional.of(new Group(tools, prefix, lifetime)))
                    .ifPresent(group -> groups.put(name, group));
        }
        return groups;
    }
}
