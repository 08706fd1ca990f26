package dev.bulkhead.daemon.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A provider that does as it should until a test tells it what to do wrong: it speaks real HTTP and signs real tokens, also
 * such as no real provider would give.
 */
public final class OneProvider implements AutoCloseable {
    /** Signs {@code claims} in some way. */
    public interface Signing {
        String sign(JWTClaimsSet claims) throws JOSEException;
    }

    static final RSAKey KEY = key("one");

    private final HttpServer server;
    final Map<String, Object> metadata = new TreeMap<>();
    public final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> challenges = new ConcurrentHashMap<>();
    private final Map<String, String> nonces = new ConcurrentHashMap<>();
    private final HttpClient browser = HttpClient.newHttpClient();
    public volatile UnaryOperator<JWTClaimsSet.Builder> claims = builder -> builder;
    Signing signing = claims -> signed(JWSAlgorithm.RS256, KEY, claims);
    UnaryOperator<Map<String, Object>> answer = tokens -> tokens;
    int pending;
    public volatile int tokenStatus = 200;
    public volatile String tokenError = "";
    public volatile int livesSeconds = 60;
    public volatile Runnable beforeTokens = () -> {};
    byte[] garbage = new byte[0];

    public OneProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        String issuer = issuer();
        metadata.put("issuer", issuer);
        metadata.put("authorization_endpoint", issuer + "/auth");
        metadata.put("token_endpoint", issuer + "/token");
        metadata.put("jwks_uri", issuer + "/keys");
        metadata.put("revocation_endpoint", issuer + "/revoke");
        metadata.put("device_authorization_endpoint", issuer + "/device");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        server.createContext("/", this::serve);
        server.start();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static RSAKey strangersKeyOfTheSameName() {
        return key("one");
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static String signed(JWSAlgorithm algorithm, RSAKey key, JWTClaimsSet claims) throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    /** Does what the provider's pages do once somebody has signed in: returns the answer's parameters, with a fresh code. */
    Map<String, String> signedIn(URI page) {
        Map<String, String> asked = single(URLUtils.parseParameters(page.getRawQuery()));
        String code = UUID.randomUUID().toString();
        challenges.put(code, asked.getOrDefault("code_challenge", ""));
        nonces.put(code, asked.getOrDefault("nonce", ""));
        return new TreeMap<>(Map.of("code", code, "state", asked.getOrDefault("state", ""), "iss", issuer()));
    }

    /** Somebody signs in with the browser: the answer is on its way back when this returns. */
    public void browse(URI page) {
        String redirect = single(URLUtils.parseParameters(page.getRawQuery())).get("redirect_uri");
        String answer = signedIn(page).entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(redirect + "?" + answer)).build();
        browser.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    static Map<String, String> single(Map<String, List<String>> parameters) {
        Map<String, String> single = new TreeMap<>();
        parameters.forEach((name, values) -> single.put(name, values.getFirst()));
        return single;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (path) {
                case "/.well-known/openid-configuration" -> {
                    if (garbage.length > 0) {
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, garbage.length);
                        exchange.getResponseBody().write(garbage);
                    } else if (metadata.get("redirect") instanceof String elsewhere) {
                        exchange.getResponseHeaders().set("Location", elsewhere);
                        exchange.sendResponseHeaders(302, -1);
                    } else {
                        json(exchange, 200, metadata);
                    }
                }
                case "/keys" -> json(exchange, 200, new JWKSet(KEY).toJSONObject());
                case "/token" -> token(exchange, single(URLUtils.parseParameters(body)));
                case "/device" ->
                    json(
                            exchange,
                            200,
                            Map.of(
                                    "device_code",
                                    "device",
                                    "user_code",
                                    "ABCD-EFGH",
                                    "verification_uri",
                                    issuer() + "/device-page",
                                    "expires_in",
                                    60,
                                    "interval",
                                    1));
                default -> json(exchange, 200, Map.of());
            }
        }
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        beforeTokens.run();
        if (tokenStatus != 200 || !tokenError.isEmpty()) {
            json(exchange, tokenStatus == 200 ? 400 : tokenStatus, Map.of("error", tokenError));
            return;
        }
        String code = form.getOrDefault("code", "");
        String grant = form.getOrDefault("grant_type", "");
        if (grant.endsWith("device_code") && pending-- > 0) {
            json(exchange, 400, Map.of("error", "authorization_pending"));
            return;
        }
        if (grant.equals("authorization_code")
                && !hash(form.getOrDefault("code_verifier", "")).equals(challenges.remove(code))) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        var builder = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience("bulkhead")
                .subject("alice")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("groups", List.of("consultants"));
        if (nonces.containsKey(code)) {
            builder.claim("nonce", nonces.get(code));
        }
        Map<String, Object> tokens = new TreeMap<>();
        try {
            tokens.put("id_token", signing.sign(claims.apply(builder).build()));
        } catch (JOSEException e) {
            throw new IOException(e);
        }
        tokens.put("access_token", "access");
        tokens.put("token_type", "Bearer");
        tokens.put("expires_in", livesSeconds);
        tokens.put("refresh_token", "refresh-" + UUID.randomUUID());
        json(exchange, 200, answer.apply(tokens));
    }

    private static String hash(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> content) throws IOException {
        byte[] bytes =
                com.nimbusds.jose.util.JSONObjectUtils.toJSONString(content).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        browser.shutdownNow();
        server.stop(0);
    }
}
