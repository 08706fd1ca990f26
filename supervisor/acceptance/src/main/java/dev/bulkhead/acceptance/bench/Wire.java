package dev.bulkhead.acceptance.bench;

import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An MCP server behind a child's stdio, spoken to with as little of our own as can be, so that what is measured is the other
 * side. One thread uses it.
 */
final class Wire implements AutoCloseable {
    private final Process process;
    private final OutputStream out;
    private final ReadableByteChannel in;
    private final LineBuffer lines = new LineBuffer();

    Wire(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        builder.directory(Path.of("/").toFile());
        process = builder.start();
        out = process.getOutputStream();
        in = Channels.newChannel(process.getInputStream());
    }

    /** The legacy handshake, as most hosts begin. */
    Wire handshake() throws IOException {
        send(bytes(
                "{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}\n"));
        receive();
        send(bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"));
        return this;
    }

    /** Sends one line, which ends with its LF. */
    void send(byte[] line) throws IOException {
        out.write(line);
        out.flush();
    }

    /** Returns the length of the next line that answers something; notifications and requests are passed over. */
    int receive() throws IOException {
        while (true) {
            while (!lines.next()) {
                if (!lines.readFrom(in)) {
                    throw new IOException("the other side ended");
                }
            }
            if (!isFromServer()) {
                return lines.length();
            }
        }
    }

    private boolean isFromServer() {
        int end = Math.min(lines.length(), 60);
        return new String(lines.array(), lines.start(), end, StandardCharsets.UTF_8).contains("\"method\":\"");
    }

    /** Kills the process after {@code limit}, so that who reads from it sees its end; closing what is returned takes that back. */
    Limit limit(Duration limit) {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(limit);
                process.destroyForcibly();
            } catch (InterruptedException e) {
                // It was in time.
                return;
            }
        });
        return waiting::interrupt;
    }

    /** A limit that runs; closing it takes it back. */
    interface Limit extends AutoCloseable {
        @Override
        void close();
    }

    /** Ends the input of the process, as a host that quits. */
    void hangUp() throws IOException {
        out.close();
    }

    /** Waits for the end of the process; returns whether it came within {@code limit}. */
    boolean ends(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** The last line that was received. */
    String text() {
        return new String(lines.array(), lines.start(), lines.length(), StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /** A line that calls {@code tool}, with its LF; {@code arguments} is a JSON object. */
    static byte[] call(long id, String tool, String arguments) {
        return bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}\n");
    }

    /** Asks for the list of tools, which {@link #text} is then. */
    void listTools() throws IOException {
        send(bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n"));
        receive();
    }

    static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
