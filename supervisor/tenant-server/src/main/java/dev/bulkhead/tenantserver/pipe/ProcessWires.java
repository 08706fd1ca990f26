package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.LineReader;
import dev.bulkhead.tenantserver.upstream.Wire;
import dev.bulkhead.tenantserver.upstream.WireListener;
import dev.bulkhead.tenantserver.upstream.Wires;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An upstream as a plain child, without a sandbox: for a server that was started by hand. Safe for any thread. */
final class ProcessWires implements Wires {
    private final List<String> command;

    ProcessWires(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public Wire open(String upstream, WireListener listener) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Thread reader = new Thread(() -> read(process, listener), "upstream-" + upstream);
            reader.setDaemon(true);
            reader.start();
            return new Child(process);
        } catch (IOException e) {
            Thread teller = new Thread(() -> listener.ended("it does not start: " + e.getMessage()));
            teller.setDaemon(true);
            teller.start();
            return new Nothing();
        }
    }

    private static void read(Process process, WireListener listener) {
        LineReader lines = new LineReader(Json.MAX_LINE);
        byte[] buffer = new byte[64 * 1024];
        try (InputStream out = process.getInputStream()) {
            for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
                lines.feed(Arrays.copyOf(buffer, read));
                for (LineReader.Found found = lines.next();
                        found != LineReader.Found.NEEDS_MORE;
                        found = lines.next()) {
                    if (found == LineReader.Found.TOO_LONG) {
                        listener.tooLong();
                    } else {
                        listener.line(lines.line(), lines.from(), lines.to());
                    }
                }
            }
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.ended(process.isAlive() ? "it closed its stdout" : "exit status " + process.exitValue());
    }

    private record Child(Process process) implements Wire {
        @Override
        public synchronized void send(byte[] line) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write(line);
            in.write('\n');
            in.flush();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private record Nothing() implements Wire {
        @Override
        public void send(byte[] line) throws IOException {
            throw new IOException("it does not run");
        }

        @Override
        public void close() {}
    }
}
