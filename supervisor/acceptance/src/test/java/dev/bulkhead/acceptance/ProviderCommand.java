package dev.bulkhead.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that waits for its consultant at a provider's pages: its address is read off stderr, as a person would. */
final class ProviderCommand implements AutoCloseable {
    private static final String BEFORE = "Sign in at the client's provider: ";

    private final Process process;
    private final BufferedReader err;
    private final StringBuilder said = new StringBuilder();

    private ProviderCommand(Process process) {
        this.process = process;
        this.err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    static ProviderCommand start(Bulkhead bulkhead, String passphrase, String... args) throws IOException {
        List<String> command = new ArrayList<>(bulkhead.command());
        command.addAll(Arrays.asList(args));
        Process process = Launch.builder(command, bulkhead.environment())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((passphrase + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new ProviderCommand(process);
    }

    /** Where it wants its consultant to go. */
    URI page() throws IOException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(BEFORE)) {
                return URI.create(line.substring(BEFORE.length()));
            }
        }
        throw new IOException("it names no page: " + said);
    }

    /** Waits for its end. */
    Result end() throws IOException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            said.append(line).append('\n');
        }
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IOException("it does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Result(process.exitValue(), "", said.toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
