package dev.bulkhead.daemon.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class VaultRoundTripTest {
    private static final TenantId ACME = new TenantId("acme");

    private final Vaults vaults = new Vaults(
            new SecureRandom(),
            Argon2id.LEAST,
            // The derivation has tests of its own; here it would be all that is measured.
            new KeyDerivation((parameters, passphrase) -> SecretBytes.takeOver(new byte[32])),
            HighWater.none());

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void anySetOfSecretsComesBackByteByByteAfterReopening(@ForAll("secrets") Map<String, byte[]> secrets)
            throws Exception {
        Path folder = Files.createTempDirectory("vault");
        Path path = folder.resolve("acme.vault.json");
        try (SecretBytes passphrase = SecretBytes.takeOver(new byte[8])) {
            vaults.create(path, ACME, passphrase);
            try (Vault vault = vaults.open(path, ACME, passphrase)) {
                for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
                    vault.set(new SecretName(secret.getKey()), SecretBytes.copyOf(secret.getValue()));
                }
            }
            try (Vault vault = vaults.open(path, ACME, passphrase)) {
                assertThat(vault.secrets()).hasSize(secrets.size());
                secrets.forEach((name, value) ->
                        assertThat(vault.secret(new SecretName(name))).contains(SecretBytes.copyOf(value)));
            }
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(folder);
        }
    }

    @Provide
    Arbitrary<Map<String, byte[]>> secrets() {
        Arbitrary<String> names = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('_', '.', '-')
                .ofMinLength(1)
                .ofMaxLength(64)
                .filter(name -> Character.isLetterOrDigit(name.charAt(0)));
        Arbitrary<byte[]> values =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(2000);
        return Arbitraries.maps(names, values).ofMaxSize(5);
    }
}
