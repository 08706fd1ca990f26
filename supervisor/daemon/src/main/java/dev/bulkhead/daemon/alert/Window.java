package dev.bulkhead.daemon.alert;

import dev.bulkhead.daemon.tenant.AlertRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The times of the newest events of one kind. Belongs to its holder's lock. */
final class Window {
    private Deque<Instant> times = new ArrayDeque<>();

    /** Adds {@code at}; returns whether there are as many as {@code rule} allows no more, which are then forgotten. */
    boolean isFull(AlertRule rule, Instant at) {
        times.addLast(at);
        while (!times.isEmpty() && times.getFirst().isBefore(at.minus(rule.window()))) {
            times.removeFirst();
        }
        if (times.size() < rule.threshold()) {
            return false;
        }
        times.clear();
        return true;
    }

    /** The clock was set by {@code step}: what is a minute ago is a minute ago. */
    void shift(Duration step) {
        Deque<Instant> shifted = new ArrayDeque<>();
        times.forEach(time -> shifted.addLast(time.plus(step)));
        times = shifted;
    }
}
