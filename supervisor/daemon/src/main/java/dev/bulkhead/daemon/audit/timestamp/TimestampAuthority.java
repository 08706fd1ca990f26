package dev.bulkhead.daemon.audit.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/**
 * An authority that stamps times, spoken to over HTTP (RFC 3161 §3.4). It learns a hash and nothing else. Follows no redirect. Safe for
 * any thread.
 */
public final class TimestampAuthority implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** With all its certificates an answer has some 6 KiB. */
    private static final int MOST_BYTES = 1 << 16;

    private static final int NONCE_BITS = 64;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI url;
    private final RandomGenerator random;

    /** @param random for nonces, so a secure one */
    public TimestampAuthority(URI url, RandomGenerator random) {
        this.url = url;
        this.random = random;
    }

    /**
     * Returns what the authority says of {@code text} now, once it was verified.
     *
     * @throws IOException when it says nothing, or something that does not hold
     */
    public Timestamp stamp(byte[] text, TimestampRoot root) throws IOException, InterruptedException {
        try {
            TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
            generator.setCertReq(true);
            byte[] nonce = new byte[NONCE_BITS / 8];
            random.nextBytes(nonce);
            TimeStampRequest request = generator.generate(
                    TSPAlgorithms.SHA256, MessageDigest.getInstance("SHA-256").digest(text), new BigInteger(1, nonce));
            byte[] answer = ask(request.getEncoded());
            // Status, nonce, imprint and policy are those that were asked for.
            new TimeStampResponse(answer).validate(request);
            return Timestamp.verified(answer, text, root);
        } catch (TSPException | GeneralSecurityException e) {
            throw new IOException(url + " answered what does not hold: " + e.getMessage(), e);
        }
    }

    private byte[] ask(byte[] query) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(url)
                        .timeout(LIMIT)
                        .header("Content-Type", "application/timestamp-query")
                        .POST(BodyPublishers.ofByteArray(query))
                        .build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
