package dev.bulkhead.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person with a browser at a provider's pages: forms are filled in and posted, redirects followed, cookies kept. */
final class ProviderPages implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern PROMPT = Pattern.compile("name=\"prompt\" value=\"([a-z]+)\"");
    private static final int MOST_STEPS = 20;

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new LoopbackCookies())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Signs in as {@code account} at {@code page}, and returns where the provider then sends the browser. */
    URI signIn(URI page, String account) throws IOException {
        HttpRequest next = HttpRequest.newBuilder(page).build();
        for (int step = 0; step < MOST_STEPS; step++) {
            HttpResponse<String> answer = send(next);
            URI at = answer.uri();
            if (answer.statusCode() / 100 == 3) {
                URI to = at.resolve(answer.headers().firstValue("Location").orElseThrow());
                if (to.getPath().equals("/callback")) {
                    return to;
                }
                next = HttpRequest.newBuilder(to).build();
            } else {
                Matcher action = ACTION.matcher(answer.body());
                if (answer.statusCode() != 200 || !action.find()) {
                    throw new IOException("the provider answered " + answer.statusCode() + " at " + at.getPath());
                }
                String form = form(answer.body(), URLEncoder.encode(account, StandardCharsets.UTF_8));
                next = HttpRequest.newBuilder(at.resolve(action.group(1).replace("&amp;", "&")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
            }
        }
        throw new IOException("the provider's pages do not end");
    }

    /** Any password does at oidc-provider; at Keycloak it is "any". */
    private static String form(String page, String account) {
        Matcher prompt = PROMPT.matcher(page);
        if (!prompt.find()) {
            return "password=any&username=" + account;
        }
        return "prompt=" + prompt.group(1) + (prompt.group(1).equals("login") ? "&password=any&login=" + account : "");
    }

    /** Opens a page as it is, and returns what it shows. */
    HttpResponse<String> open(URI page) throws IOException {
        return send(HttpRequest.newBuilder(page).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
