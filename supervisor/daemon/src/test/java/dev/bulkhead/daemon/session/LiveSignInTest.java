package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.signin.Grant;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSignInTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final SecretName KEY = new SecretName("key");

    @TempDir
    Path folder;

    private final LiveSignIn live = new LiveSignIn(SecretBytes.takeOver(new byte[32]));
    private Vault vault;

    @BeforeEach
    void signedInWithOneCredential() throws Exception {
        Path file = folder.resolve("acme.vault.json");
        CheapVaults.create().create(file, ACME, bytes("passphrase"));
        vault = CheapVaults.create().open(file, ACME, bytes("passphrase"));
        vault.set(KEY, bytes("old-credential"));
        live.begin(new SignIn(ACME, vault, Instant.EPOCH, Grant.whole("consultant@acme"), 1));
    }

    @Test
    void aCredentialThatWasReplacedIsStillFoundSinceTheServerMayStillSayIt() throws Exception {
        vault.set(KEY, bytes("new-credential"));
        assertThat(live.takeOnCredentials()).isTrue();
        assertThat(redacted("old-credential, new-credential, none")).isEqualTo("[redacted:key], [redacted:key], none");
        vault.remove(KEY);
        assertThat(live.takeOnCredentials()).isTrue();
        assertThat(redacted("old-credential, new-credential")).isEqualTo("[redacted:key], [redacted:key]");
    }

    @Test
    void noCredentialReachesTheLog() {
        assertThat(live.forLog("it is old-credential")).doesNotContain("old-credential");
        live.end();
        assertThat(live.forLog("it is old-credential")).doesNotContain("old-credential");
    }

    @Test
    void aCredentialThatChangesWhileTheSignInEndsDoesNotBringItBack() {
        vault.close();
        assertThat(live.takeOnCredentials()).isFalse();
        live.end();
        assertThat(live.takeOnCredentials()).isFalse();
        assertThat(live.isThere()).isFalse();
        assertThat(live.redact(line("anything"))).isNull();
    }

    @Test
    void argumentsAreNamedAlsoAfterTheEnd() {
        String before = live.argsHash(new byte[] {1}, 0, 1);
        live.end();
        assertThat(live.argsHash(new byte[] {1}, 0, 1))
                .startsWith("hmac-sha256:")
                .isNotEqualTo(before);
    }

    private String redacted(String text) {
        return Objects.requireNonNull(live.redact(line(text))).raw();
    }

    private static Span line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Span(bytes, 0, bytes.length);
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
