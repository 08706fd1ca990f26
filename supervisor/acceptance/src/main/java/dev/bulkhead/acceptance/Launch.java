package dev.bulkhead.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Starts processes with an environment that holds nothing of ours but what is named. */
final class Launch {
    private Launch() {}

    /** The environment of a person's terminal, as far as Bulkhead can see it. */
    static Map<String, String> environment(Path home) {
        Map<String, String> environment = new HashMap<>();
        for (String kept : List.of("PATH", "HOME", "USER", "TMPDIR", "XDG_RUNTIME_DIR", "LANG", "SystemRoot")) {
            String value = System.getenv(kept);
            if (value != null) {
                environment.put(kept, value);
            }
        }
        environment.put("BULKHEAD_HOME", home.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        String application = System.getProperty("bulkhead.app", "");
        if (!application.isEmpty()) {
            environment.put("BULKHEAD_APP", application);
        }
        return environment;
    }

    static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs {@code command} to its end; kills it and throws when that takes longer than {@code limit}. */
    static Result toTheEnd(List<String> command, Map<String, String> environment, String stdin, Duration limit)
            throws IOException {
        Process process = builder(command, environment).start();
        CompletableFuture<String> out = text(process.getInputStream());
        CompletableFuture<String> err = text(process.getErrorStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!"Broken pipe".equals(e.getMessage())) {
                throw e;
            }
            // It ended without reading what it was given: its exit status says why.
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " took over " + limit.toSeconds() + " s; stderr: " + err.join());
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command + " ran", e);
        } catch (CompletionException e) {
            throw new IOException("the output of " + command + " could not be read", e);
        }
    }

    private static CompletableFuture<String> text(InputStream from) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (from) {
                text.complete(new String(from.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }
}
