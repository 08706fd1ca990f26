package dev.bulkhead.cli;

import dev.bulkhead.consent.Visible;
import dev.bulkhead.hostfiles.Configured;
import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be wrong around Bulkhead: programs that servers need, the desktop, and what stands in the files of AI hosts. Reads alone. */
final class DesktopCheck {
    private final Map<String, String> environment;
    private final Places places;
    private final BulkheadHome home;

    DesktopCheck(Map<String, String> environment, Places places, BulkheadHome home) {
        this.environment = environment;
        this.places = places;
        this.home = home;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(node());
        findings.add(keychain());
        findings.add(display());
        findings.addAll(hostFiles());
        return findings;
    }

    /** Not having them is no fault until a server needs them: then that server's own finding says so. */
    private Finding node() {
        List<String> missing = new ArrayList<>();
        for (String program : List.of("node", "npx")) {
            if (places.onPath(program).isEmpty()) {
                missing.add(program);
            }
        }
        return missing.isEmpty()
                ? new Finding("node", true, places.onPath("node").orElseThrow().toString(), "")
                : new Finding(
                        "node",
                        true,
                        String.join(" and ", missing) + " not found: servers from npm cannot be added",
                        "only for those: install nodejs and npm");
    }

    private Finding keychain() {
        if (places.os() != Places.Os.LINUX) {
            return new Finding("keychain", true, "the system's own", "");
        }
        if (places.onPath("secret-tool").isEmpty()) {
            return new Finding(
                    "keychain",
                    true,
                    "secret-tool not found: no sign-in by the keychain",
                    "only for that: install libsecret-tools");
        }
        return environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "").isEmpty()
                ? new Finding("keychain", true, "no desktop session (D-Bus): no sign-in by the keychain here", "")
                : new Finding("keychain", true, "secret-tool and a desktop session are there", "");
    }

    private Finding display() {
        boolean there = places.os() != Places.Os.LINUX
                || !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return new Finding(
                "display",
                true,
                there ? "there" : "none: 'bulkhead ui' cannot be shown here; commands do all it does",
                "");
    }

    /** Entries that launch nothing any more: the host would show an error that names neither cause nor cure. */
    private List<Finding> hostFiles() {
        List<Finding> findings = new ArrayList<>();
        List<Configured> all = Configured.all(
                places,
                why -> findings.add(new Finding("host files", false, why, "mend the file in the host's own settings")));
        int good = 0;
        for (Configured each : all) {
            String command = each.entry().command();
            String of = each.file().path() + ", '" + Visible.of(each.name()) + "': ";
            Optional<TenantId> gone =
                    each.tenant().filter(tenant -> isOfThisHome(each) && !Files.exists(home.settings(tenant)));
            if (gone.isPresent()) {
                findings.add(new Finding(
                        "host files", false, of + "there is no tenant '" + gone.get() + "'", cure("remove", each)));
            } else if (command.startsWith("/") && !Files.isExecutable(Path.of(command))) {
                findings.add(
                        new Finding("host files", false, of + command + " is not there any more", cure("add", each)));
            } else {
                good++;
            }
        }
        if (findings.isEmpty()) {
            findings.add(new Finding("host files", true, good + " entries of ours, each launches what is there", ""));
        }
        return findings;
    }

    /** The command that mends {@code entry}; of one that follows the active workspace there is none. */
    private String cure(String what, Configured entry) {
        HostFile file = entry.file();
        boolean usual = file.host().find(places).filter(file::equals).isPresent();
        String named = usual ? "" : " --file '" + file.path().toString().replace("'", "'\\''") + "'";
        return entry.tenant()
                .map(tenant -> "bulkhead host " + what + " " + file.host().id() + " --tenant " + tenant + named)
                .orElse("write where 'bulkhead' lies now into that entry, or take it out");
    }

    /** Whether it finds the home that is looked at, with its own variables and what every host passes on. */
    private boolean isOfThisHome(Configured entry) {
        Map<String, String> given = new HashMap<>();
        for (String name : List.of("HOME", "LOCALAPPDATA")) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                given.put(name, value);
            }
        }
        given.putAll(entry.entry().environment());
        BulkheadHome found = BulkheadHome.of(given);
        return found.root().equals(home.root()) && found.config().equals(home.config());
    }
}
