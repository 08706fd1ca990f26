package dev.bulkhead.acceptance.bench;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured of one contender; what it failed at has no figure. */
final class Figures {
    private static final int MOST = 4_096;

    /** The sizes of calls, and how many of each are measured. */
    enum Size {
        SMALL(200, 600),
        MIDDLE(10_000, 300),
        LARGE(1_000_000, 25);

        final int bytes;
        final int calls;

        Size(int bytes, int calls) {
            this.bytes = bytes;
            this.calls = calls;
        }
    }

    final String name;
    final Times start = new Times(MOST);
    final Times exit = new Times(MOST);
    final Times tenantsStarted = new Times(MOST);
    double callsPerSecond = Double.NaN;
    double sessionBytes = Double.NaN;
    int leftAfterExit = -1;
    int leftAfterKill = -1;
    double tenantsBytes = Double.NaN;
    int tenantsProcesses = -1;
    int wrongAnswers = -1;
    double tenantsCallsPerSecond = Double.NaN;

    @Nullable
    String failure;

    private final Map<Size, Times> latency = new EnumMap<>(Size.class);

    Figures(String name) {
        this.name = name;
    }

    Times latency(Size size) {
        return latency.computeIfAbsent(size, each -> new Times(MOST));
    }

    /** The first failure is the one that is told. */
    void failed(Exception cause) {
        if (failure == null) {
            failure = cause.getMessage();
        }
    }
}
