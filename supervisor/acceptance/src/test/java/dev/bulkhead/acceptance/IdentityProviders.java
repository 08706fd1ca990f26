package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real identity providers (npm {@code oidc-provider}), one a tenant, in one process of Node. */
final class IdentityProviders implements AutoCloseable {
    private final Process process;
    private final OutputStream in;
    private final BufferedReader out;
    private final JsonNode issuers;

    private IdentityProviders(Process process) throws IOException {
        this.process = process;
        this.in = process.getOutputStream();
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.issuers = Json.read(line());
    }

    static IdentityProviders start(String... tenants) throws IOException {
        Npm npm = Npm.installed();
        ProcessBuilder builder =
                Launch.builder(npm.command("identity/providers.mjs", List.of(tenants)), System.getenv());
        return new IdentityProviders(
                builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    private String line() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("{") || line.equals("done") || line.startsWith("failed") || line.matches("[0-9]+")) {
                return line;
            }
        }
        throw new IOException("the providers have ended");
    }

    /** How the tenant's provider names itself. */
    String issuer(String tenant) {
        return issuers.path(tenant).asText();
    }

    /** {@code down}, {@code up}, {@code forget} or {@code count}: see the script. */
    synchronized String tell(String what, String tenant) throws IOException {
        in.write((what + " " + tenant + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        String answer = line();
        if (answer.startsWith("failed")) {
            throw new IOException(what + " " + tenant + " " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
