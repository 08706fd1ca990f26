package dev.bulkhead.daemon.identity;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's way to providers: https, or http to this machine; no redirect is followed, no cookie is kept, and an answer
 * has a bound in size and time. Goes directly, as egress does. Safe for any thread; blocks.
 */
public final class ProviderWire implements HTTPRequestSender, AutoCloseable {
    static final int MOST_BYTES = 1 << 20;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Whom TLS believes. */
    public interface Trust {
        SSLContext context() throws IOException;
    }

    private final Trust trust;

    /** Guarded by this; most supervisors never need it. */
    private @Nullable HttpClient client;

    /** @param trust asked at the first connection */
    public ProviderWire(Trust trust) {
        this.trust = trust;
    }

    private synchronized HttpClient client() throws IOException {
        HttpClient there = client;
        if (there == null) {
            there = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_LIMIT)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .sslContext(trust.context())
                    .build();
            client = there;
        }
        return there;
    }

    /** @throws IOException when there is no answer, or one that may not be read */
    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        URI address = request.getURI();
        try {
            IdentitySettings.checkAddress(address);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(address).timeout(LIMIT);
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        String body = request.getBody();
        builder.method(
                request.getMethod().name(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = await(builder.build());
        if (answer.statusCode() / 100 == 3) {
            throw new IOException("it answered with a redirect, and none is followed");
        }
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        try {
            response.setContentType(answer.headers().firstValue("Content-Type").orElse("application/json"));
        } catch (ParseException e) {
            throw new IOException("it answered with a content type that is none", e);
        }
        response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
        return response;
    }

    /** The limit counts to the last byte of the body, which a timeout of the request alone does not. */
    private HttpResponse<byte[]> await(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String why = cause == null || cause.getMessage() == null
                    ? String.valueOf(cause == null ? e : cause.getClass().getSimpleName())
                    : cause.getMessage();
            throw new IOException(why, e);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer in " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
