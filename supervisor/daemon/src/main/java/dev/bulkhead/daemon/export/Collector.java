package dev.bulkhead.daemon.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A collector of OpenTelemetry, spoken to as OTLP/HTTP has it with JSON bodies
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Follows no redirect. Safe for any thread.
 */
final class Collector implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_OF_AN_ANSWER = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI logs;

    /** @param endpoint the collector's base, as in {@code OTEL_EXPORTER_OTLP_ENDPOINT} */
    Collector(URI endpoint) {
        this.logs = URI.create(endpoint.toString().replaceFirst("/+$", "") + "/v1/logs");
    }

    /**
     * Sends one request's body.
     *
     * @throws IOException when the collector has not taken it: it may be sent again
     */
    void send(String request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(logs)
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            String body = answer.body().strip();
            throw new IOException(logs + " answered " + answer.statusCode() + ": "
                    + body.substring(0, Math.min(MOST_OF_AN_ANSWER, body.length())));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
