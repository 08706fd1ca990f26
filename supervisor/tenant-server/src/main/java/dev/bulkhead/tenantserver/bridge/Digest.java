package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a retry must have in common with the request that it retries: method and parameters, but for what a retry adds. */
final class Digest {
    private Digest() {}

    static byte[] of(ModernRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            feed(sha, Messages.utf8(request.method));
            JsonObject params = JsonObject.of(request.bytes).object("params");
            if (params != null) {
                List<Integer> order = new ArrayList<>(params.size());
                for (int i = 0; i < params.size(); i++) {
                    order.add(i);
                }
                order.sort(Comparator.comparing(params::name));
                for (int i : order) {
                    String name = params.name(i);
                    if (!name.equals("inputResponses") && !name.equals("requestState") && !name.equals("_meta")) {
                        Span value = params.value(i);
                        feed(sha, Messages.utf8(name));
                        feed(sha, value.bytes(), value.start(), value.length());
                    }
                }
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void feed(MessageDigest sha, byte[] bytes) {
        feed(sha, bytes, 0, bytes.length);
    }

    /** With its length, so that no two sequences of values are one. */
    private static void feed(MessageDigest sha, byte[] bytes, int from, int length) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            sha.update((byte) (length >> shift));
        }
        sha.update(bytes, from, length);
    }
}
