package dev.bulkhead.hostfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts what a host's file says, as that host would, and asks it for its tools (MCP 2025-11-25, lifecycle). Each check is a
 * process of its own that has ended when it returns.
 */
public final class HostCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** As little as a host with a window has: what works only in a terminal is found here. */
    private static final String THIN_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

    /** What the official MCP SDKs give to a server on stdio, and so most hosts; the second line on Windows. */
    private static final Set<String> GIVEN = Set.of(
            "HOME",
            "LOGNAME",
            "SHELL",
            "TERM",
            "USER",
            "APPDATA",
            "HOMEDRIVE",
            "HOMEPATH",
            "LOCALAPPDATA",
            "PROCESSOR_ARCHITECTURE",
            "PROGRAMFILES",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "USERNAME",
            "USERPROFILE");

    private static final String LOBBY_TOOL = "sign_in_status";

    private HostCheck() {}

    /**
     * What came of it.
     *
     * @param server what it calls itself; empty when it did not answer
     * @param tools their names
     * @param problem why it does not work; empty when it does
     * @param millis from the start to the tools
     */
    public record Outcome(String server, List<String> tools, String problem, long millis) {
        public Outcome {
            tools = List.copyOf(tools);
        }

        /** Whether it answered, and serves no more than the way in: the tenant is not signed in to, or the host not known. */
        public boolean isLobby() {
            return problem.isEmpty() && tools.equals(List.of(LOBBY_TOOL));
        }
    }

    /** Starts {@code entry} with its own variables, and as little of {@code environment} as a host passes on. */
    public static Outcome run(Entry entry, Map<String, String> environment) {
        long start = System.nanoTime();
        Path command = Path.of(entry.command());
        if (command.isAbsolute() && !Files.isExecutable(command)) {
            return failed(entry.command() + " is not there, or may not be run: run 'bulkhead host add' again", start);
        }
        List<String> words = new ArrayList<>(List.of(entry.command()));
        words.addAll(entry.arguments());
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        environment.forEach((name, value) -> {
            if (GIVEN.contains(name.toUpperCase(Locale.ROOT))) {
                builder.environment().put(name, value);
            }
        });
        builder.environment().put("PATH", THIN_PATH);
        builder.environment().putAll(entry.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return failed("it cannot be started: " + e.getMessage(), start);
        }
        try {
            CompletableFuture<Outcome> asked = CompletableFuture.supplyAsync(() -> ask(process, start));
            return asked.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return failed("it did not answer within " + LONGEST.toSeconds() + " s: see 'bulkhead doctor'", start);
        } catch (ExecutionException e) {
            return failed("it could not be asked: " + e.getCause(), start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("it was interrupted", start);
        } finally {
            process.destroy();
        }
    }

    private static Outcome ask(Process process, long start) {
        try (BufferedReader answers =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                OutputStream requests = process.getOutputStream()) {
            send(
                    requests,
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bulkhead-host-check\",\"version\":\"1\"}}}");
            String server = answer(answers, 0)
                    .path("result")
                    .path("serverInfo")
                    .path("name")
                    .asText();
            send(requests, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            send(requests, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            List<String> tools = new ArrayList<>();
            answer(answers, 1)
                    .path("result")
                    .path("tools")
                    .forEach(tool -> tools.add(tool.path("name").asText()));
            return new Outcome(server, tools, "", millis(start));
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()), start);
        }
    }

    private static void send(OutputStream requests, String line) throws IOException {
        requests.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
    }

    private static JsonNode answer(BufferedReader answers, long id) throws IOException {
        String line = answers.readLine();
        while (line != null) {
            JsonNode message = MAPPER.readTree(line);
            if (message.path("id").asLong(-1) == id && !message.has("method")) {
                if (message.has("error")) {
                    throw new IOException("it answered with an error: "
                            + message.path("error").path("message").asText());
                }
                return message;
            }
            line = answers.readLine();
        }
        throw new IOException("it ended before it answered: run what stands in the file by hand to see why");
    }

    private static Outcome failed(String why, long start) {
        return new Outcome("", List.of(), why, millis(start));
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
