package dev.bulkhead.daemon.tenant;

import dev.bulkhead.daemon.tenant.IdentitySettings.DeviceFlow;
import dev.bulkhead.daemon.tenant.IdentitySettings.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what a change of {@code identity} lets somebody do that they could not before. Whoever may vouch for the consultant
 * counts as such, and so does that somebody must at all: a sign-in sends the consultant's browser there.
 *
 * <p>Narrower are only: fewer groups, fewer tools, shorter times, a device flow that is off, fresher sign-ins.
 */
final class IdentityWidening {
    private final List<String> wider = new ArrayList<>();

    private IdentityWidening() {}

    static List<String> of(Optional<IdentitySettings> accepted, Optional<IdentitySettings> changed) {
        IdentityWidening widening = new IdentityWidening();
        if (accepted.isEmpty()) {
            changed.ifPresent(now -> widening.wider.add("identity: a sign-in sends the browser to " + now.issuer()
                    + ", which vouches for the consultant from then on"));
        } else if (changed.isEmpty()) {
            widening.wider.add("identity: the passphrase alone signs in, and "
                    + accepted.get().issuer() + " is no longer asked");
        } else {
            widening.compare(accepted.get(), changed.get());
        }
        return List.copyOf(widening.wider);
    }

    private void compare(IdentitySettings accepted, IdentitySettings changed) {
        other("issuer", accepted.issuer(), changed.issuer());
        other("client-id", accepted.clientId(), changed.clientId());
        other("algorithm", accepted.algorithm(), changed.algorithm());
        other("scopes", accepted.scopes(), changed.scopes());
        other("groups-claim", accepted.groupsClaim(), changed.groupsClaim());
        changed.groups().forEach((name, group) -> {
            Group before = accepted.groups().get(name);
            if (before == null) {
                wider.add("identity.groups: '" + name + "' may call " + group.tools() + ", and could nothing before");
            } else {
                group(name, before, group);
            }
        });
        accepted.groups().forEach((name, group) -> {
            if (!changed.groups().containsKey(name)) {
                gone(name, group, changed.groups());
            }
        });
        longer("offline-grace", accepted.offlineGrace(), changed.offlineGrace());
        if (accepted.deviceFlow() == DeviceFlow.OFF && changed.deviceFlow() == DeviceFlow.ON) {
            wider.add("identity.device-flow: a sign-in can be finished on another device");
        }
        if (accepted.reauthenticate().isPresent()) {
            Duration before = accepted.reauthenticate().get();
            if (changed.reauthenticate().isEmpty()) {
                wider.add("identity.reauthenticate: what destroys needs no fresh sign-in at the provider");
            } else {
                longer(
                        "reauthenticate.max-age",
                        before,
                        changed.reauthenticate().get());
            }
        }
    }

    private void group(String name, Group accepted, Group changed) {
        for (ToolPattern tool : changed.tools()) {
            if (accepted.tools().stream().noneMatch(before -> before.matches(tool.value()))) {
                wider.add("identity.groups: '" + name + "' may call \"" + tool + "\", which it could not");
            }
        }
        // Also a narrower one: whoever is in two groups is let in only where their prefixes are one.
        other("groups." + name + ".prefix", "\"" + accepted.prefix() + "\"", "\"" + changed.prefix() + "\"");
        longer("groups." + name + ".lifetime", accepted.lifetime(), changed.lifetime());
    }

    /** Who was in it and in another is no longer held to what it said. */
    private void gone(String name, Group gone, Map<String, Group> others) {
        if (others.values().stream()
                .anyMatch(other -> other.lifetime().compareTo(gone.lifetime()) > 0
                        || !other.prefix().equals(gone.prefix()))) {
            wider.add("identity.groups: '" + name
                    + "' is gone, and with it what held its members who are in another group too");
        }
    }

    private void other(String key, Object accepted, Object changed) {
        if (!accepted.equals(changed)) {
            wider.add("identity." + key + ": " + changed + " instead of " + accepted);
        }
    }

    private void longer(String key, Duration accepted, Duration changed) {
        if (changed.compareTo(accepted) > 0) {
            wider.add("identity." + key + ": " + Units.text(changed) + " instead of " + Units.text(accepted));
        }
    }
}
