package dev.bulkhead.acceptance;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cookies as browsers keep them: this machine counts as safe, so a cookie marked Secure goes to it without TLS as well. */
final class LoopbackCookies extends CookieManager {
    @Override
    public void put(URI from, Map<String, List<String>> headers) throws IOException {
        Map<String, List<String>> plain = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (name != null) {
                plain.put(
                        name,
                        values.stream()
                                .map(value -> name.equalsIgnoreCase("Set-Cookie")
                                        ? value.replaceAll("(?i);\\s*secure", "")
                                        : value)
                                .toList());
            }
        });
        super.put(from, plain);
    }
}
