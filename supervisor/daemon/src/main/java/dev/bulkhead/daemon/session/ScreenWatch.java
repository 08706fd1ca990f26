package dev.bulkhead.daemon.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRule;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.constants.MessageTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears on D-Bus that the screen was locked or that the machine is about to sleep, where the desktop says so: the session bus's
 * {@code ActiveChanged} of a screen saver (freedesktop.org, GNOME, Cinnamon, MATE), the system bus's {@code Lock} and
 * {@code PrepareForSleep} of logind. Anybody on the bus can say them: they only ever lock.
 *
 * <p>Two threads of its own, one a bus. A bus that is not there, or goes away, is looked for again.
 */
public final class ScreenWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScreenWatch.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    private final Runnable locked;
    private final Runnable sleeps;
    private final List<Thread> watching;

    /**
     * @param environment where the buses are: {@code DBUS_SESSION_BUS_ADDRESS}, {@code XDG_RUNTIME_DIR}
     * @param locked the screen was locked
     * @param sleeps the machine is about to sleep
     */
    public ScreenWatch(Map<String, String> environment, Runnable locked, Runnable sleeps) {
        this.locked = locked;
        this.sleeps = sleeps;
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        String session = environment.getOrDefault(
                "DBUS_SESSION_BUS_ADDRESS", runtime.isEmpty() ? "" : "unix:path=" + runtime + "/bus");
        this.watching = List.of(
                Thread.ofVirtual()
                        .name("session-bus")
                        .unstarted(() -> watch(session, List.of(signal("ActiveChanged")))),
                Thread.ofVirtual()
                        .name("system-bus")
                        .unstarted(() -> watch(
                                SYSTEM_BUS,
                                List.of(
                                        of("org.freedesktop.login1.Session", "Lock"),
                                        of("org.freedesktop.login1.Manager", "PrepareForSleep")))));
    }

    /** Listens from now on. */
    public void begin() {
        watching.forEach(Thread::start);
    }

    private static DBusMatchRuleBuilder rule(String member) {
        return DBusMatchRuleBuilder.create().withType(MessageTypes.SIGNAL).withMember(member);
    }

    private static DBusMatchRule signal(String member) {
        return rule(member).build();
    }

    private static DBusMatchRule of(String anInterface, String member) {
        return rule(member).withInterface(anInterface).build();
    }

    private void watch(String address, List<DBusMatchRule> rules) {
        while (!Thread.currentThread().isInterrupted()) {
            if (isThere(address)) {
                listen(address, rules);
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A path that is not there would fill the log; an address of another kind is tried. */
    private static boolean isThere(String address) {
        String path = "unix:path=";
        return address.startsWith(path)
                ? Files.exists(Path.of(address.substring(path.length()).split("[,;]")[0]))
                : !address.isEmpty();
    }

    private void listen(String address, List<DBusMatchRule> rules) {
        try (DBusConnection bus =
                DBusConnectionBuilder.forAddress(address).withShared(false).build()) {
            for (DBusMatchRule rule : rules) {
                bus.addGenericSigHandler(rule, this::heard);
            }
            while (bus.isConnected()) {
                Thread.sleep(AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DBusException | IOException | RuntimeException e) {
            LOG.debug("no word of the screen from {}: {}", address, e.getMessage());
        }
    }

    private void heard(DBusSignal signal) {
        try {
            boolean begins = Arrays.asList(signal.getParameters()).contains(Boolean.TRUE);
            String from = String.valueOf(signal.getInterface());
            switch (String.valueOf(signal.getName())) {
                case "ActiveChanged" -> {
                    if (begins && from.endsWith(".ScreenSaver")) {
                        locked.run();
                    }
                }
                case "Lock" -> locked.run();
                case "PrepareForSleep" -> {
                    if (begins) {
                        sleeps.run();
                    }
                }
                default -> {
                    // Nothing that was asked for.
                }
            }
        } catch (DBusException | RuntimeException e) {
            LOG.warn("what was said on D-Bus could not be read: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        watching.forEach(Thread::interrupt);
    }
}
