package dev.bulkhead.acceptance.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one call costs more through Bulkhead than directly: the two are asked in turn, so that a slow moment of the machine
 * meets both.
 */
final class Latency {
    private final Wire direct;
    private final Wire through;

    Latency(Wire direct, Wire through) {
        this.direct = direct;
        this.through = through;
    }

    /** The two sides of one comparison. */
    record Pair(Times direct, Times through) {}

    /** Calls a tool whose arguments, or whose result, have {@code size} bytes. */
    Pair measure(boolean arguments, int size, int calls) throws IOException {
        byte[] call = arguments ? write(size) : read(size);
        if (!arguments) {
            for (Wire wire : new Wire[] {direct, through}) {
                wire.send(write(size));
                expectSuccess(wire);
            }
        }
        return compare(call, call, calls);
    }

    /** Sends each side its own call, in turn. */
    Pair compare(byte[] directCall, byte[] throughCall, int calls) throws IOException {
        int warmUp = Math.max(20, calls / 5);
        Times directTimes = new Times(calls);
        Times throughTimes = new Times(calls);
        for (int i = -warmUp; i < calls; i++) {
            long one = roundTrip(direct, directCall);
            long two = roundTrip(through, throughCall);
            if (i >= 0) {
                directTimes.add(one);
                throughTimes.add(two);
            }
        }
        return new Pair(directTimes, throughTimes);
    }

    private static long roundTrip(Wire wire, byte[] call) throws IOException {
        long before = System.nanoTime();
        wire.send(call);
        wire.receive();
        return System.nanoTime() - before;
    }

    private static void expectSuccess(Wire wire) throws IOException {
        wire.receive();
        if (wire.text().contains("\"isError\":true") || wire.text().contains("\"error\":")) {
            throw new IOException("the call failed: "
                    + wire.text().substring(0, Math.min(300, wire.text().length())));
        }
    }

    /** Calls a second with {@code inFlight} calls always on their way. */
    static double throughput(Wire wire, int inFlight, int calls) throws IOException {
        byte[][] lines = new byte[inFlight][];
        Deque<byte[]> free = new ArrayDeque<>();
        for (int i = 0; i < inFlight; i++) {
            lines[i] = Wire.call(i, "read_file", "{\"path\":\"bench-200.txt\"}");
        }
        for (byte[] line : lines) {
            wire.send(line);
        }
        long before = System.nanoTime();
        for (int done = 0; done < calls; done++) {
            wire.receive();
            // Answers may come in any order: the id that is free again is the one in the answer.
            free.add(lines[id(wire.text())]);
            wire.send(free.remove());
        }
        long nanos = System.nanoTime() - before;
        for (int i = 0; i < inFlight; i++) {
            wire.receive();
        }
        return calls / (nanos / 1e9);
    }

    private static int id(String answer) {
        int at = answer.indexOf("\"id\":") + 5;
        int end = at;
        while (Character.isDigit(answer.charAt(end))) {
            end++;
        }
        return Integer.parseInt(answer.substring(at, end));
    }

    private static byte[] write(int size) {
        return Wire.call(
                7, "write_file", "{\"path\":\"bench-" + size + ".txt\",\"content\":\"" + content(size) + "\"}");
    }

    private static byte[] read(int size) {
        return Wire.call(7, "read_file", "{\"path\":\"bench-" + size + ".txt\"}");
    }

    /** Text as tools see it: words, and a line end now and then. */
    private static String content(int size) {
        StringBuilder text = new StringBuilder(size + 80);
        for (int i = 0; text.length() < size; i++) {
            text.append("word").append(i % 1000).append(i % 12 == 11 ? "\\n" : " ");
        }
        text.setLength(size - 1);
        return text.append('.').toString().replace("\\.", "..");
    }
}
