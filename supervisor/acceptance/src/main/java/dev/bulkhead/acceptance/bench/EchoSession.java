package dev.bulkhead.acceptance.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host's session with a contender, as far as the upstream's tool {@code echo}, whatever it is called behind a gateway. One
 * thread uses it.
 */
final class EchoSession implements AutoCloseable {
    /** How long an answer may take before its side counts as failed. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Pattern ECHO = Pattern.compile("\"name\":\"((?:[^\"]*[^A-Za-z\"])?echo)\"");
    private static final Duration AGAIN = Duration.ofMillis(10);

    private final Wire wire;
    private final String tool;
    private final long nanosToList;

    private EchoSession(Wire wire, String tool, long nanosToList) {
        this.wire = wire;
        this.tool = tool;
        this.nanosToList = nanosToList;
    }

    /** Launches it, and asks for its tools until the one is among them. */
    static EchoSession open(Contender contender, int tenant) throws IOException, InterruptedException {
        long before = System.nanoTime();
        Wire wire = contender.start(tenant);
        try (var limit = wire.limit(LIMIT)) {
            wire.handshake();
            while (true) {
                wire.listTools();
                Matcher found = ECHO.matcher(wire.text());
                if (found.find()) {
                    return new EchoSession(wire, found.group(1), System.nanoTime() - before);
                }
                Thread.sleep(AGAIN);
            }
        } catch (IOException e) {
            wire.close();
            throw new IOException(contender.name() + " listed no tool 'echo' within " + LIMIT.toSeconds() + " s", e);
        }
    }

    /** Nanoseconds from the launch to the list that held the tool. */
    long nanosToList() {
        return nanosToList;
    }

    Wire wire() {
        return wire;
    }

    /** A call with {@code text}, which goes there and comes back. */
    byte[] call(long id, String text) {
        return Wire.call(id, tool, "{\"message\":\"" + text + "\"}");
    }

    /** Sends the call and returns the nanoseconds until its answer, which must hold {@code text}. */
    long roundTrip(byte[] call, String text) throws IOException {
        long before = System.nanoTime();
        wire.send(call);
        wire.receive();
        long nanos = System.nanoTime() - before;
        if (!wire.text().contains(text)) {
            throw new IOException("the answer is not what was sent");
        }
        return nanos;
    }

    /** Calls a second of {@code calls} of them with {@code inFlight} always on their way. */
    double throughput(int inFlight, int calls, String text) throws IOException {
        long before = System.nanoTime();
        try (var limit = wire.limit(LIMIT.multipliedBy(4))) {
            for (int sent = 0, done = 0; done < calls; done++) {
                for (; sent < calls && sent - done < inFlight; sent++) {
                    wire.send(call(sent, text));
                }
                wire.receive();
            }
        }
        return calls / ((System.nanoTime() - before) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
