package dev.bulkhead.daemon.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final SecretName GITHUB = new SecretName("github");
    private static final SecretBytes PASSPHRASE = bytes("correct horse battery staple");

    private final Vaults vaults = CheapVaults.create();

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("acme.vault.json");
    }

    @Test
    void aNewVaultIsEmptyAndHasItsOwnArgsKey() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        Path other = folder.resolve("globex.vault.json");
        vaults.create(other, new TenantId("globex"), PASSPHRASE);
        try (Vault vault = open();
                Vault globex = vaults.open(other, new TenantId("globex"), PASSPHRASE)) {
            assertThat(vault.names()).isEmpty();
            assertThat(vault.generation()).isEqualTo(1);
            assertThat(vault.argsKey().length()).isEqualTo(32);
            assertThat(vault.argsKey()).isNotEqualTo(globex.argsKey());
        }
    }

    @Test
    void theDefaultCostOpensToo() throws Exception {
        var real = new Vaults(new SecureRandom(), HighWater.none());
        real.create(path, ACME, PASSPHRASE);
        assertThat(headerOfPassphraseSlot()).contains("\"m\":65536", "\"t\":3", "\"p\":4");
        real.open(path, ACME, PASSPHRASE).close();
    }

    @Test
    void whatWasSetIsThereAfterReopening() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        SecretBytes argsKey;
        try (Vault vault = open()) {
            vault.set(GITHUB, bytes("first"));
            vault.set(GITHUB, bytes("second"));
            vault.set(new SecretName("crm"), bytes("third"));
            assertThat(vault.remove(new SecretName("crm"))).isTrue();
            assertThat(vault.remove(new SecretName("crm"))).isFalse();
            argsKey = vault.argsKey();
        }
        try (Vault vault = open()) {
            assertThat(vault.names()).containsExactly(GITHUB);
            assertThat(vault.secret(GITHUB)).contains(bytes("second"));
            assertThat(vault.secret(new SecretName("crm"))).isEmpty();
            assertThat(vault.argsKey()).isEqualTo(argsKey);
            assertThat(vault.generation()).isEqualTo(5);
        }
    }

    @Test
    void creatingNeverOverwrites() throws Exception {
        Files.writeString(path, "precious");
        assertRefused(Reason.EXISTS, () -> vaults.create(path, ACME, PASSPHRASE));
        assertThat(path).hasContent("precious");
    }

    @Test
    void aPassphraseUnderEightCharactersIsRefusedForANewVault() throws Exception {
        for (String tooShort : new String[] {"", "1234567", "äöüßéèê"}) {
            assertRefused(Reason.REFUSED, () -> vaults.create(path, ACME, bytes(tooShort)));
            assertThat(path).doesNotExist();
        }
        vaults.create(path, ACME, bytes("12345678"));
        vaults.open(path, ACME, bytes("12345678")).close();
    }

    @Test
    void secretsOutOfBoundsAreRefusedAndTheLargestIsNot() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = open()) {
            assertRefused(Reason.REFUSED, () -> vault.set(GITHUB, bytes("")));
            assertRefused(Reason.REFUSED, () -> vault.set(GITHUB, SecretBytes.takeOver(new byte[65_537])));
            assertThat(vault.names()).isEmpty();
            vault.set(GITHUB, SecretBytes.takeOver(new byte[65_536]));
        }
        try (Vault vault = open()) {
            assertThat(vault.secret(GITHUB)).contains(SecretBytes.takeOver(new byte[65_536]));
        }
    }

    @Test
    void aFullVaultOfTheLargestSecretsCanBeReadAgain() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        var file = VaultFile.parse(Files.readAllBytes(path), ACME);
        var secrets = new java.util.TreeMap<SecretName, SecretBytes>();
        for (int i = 0; i < VaultBody.MOST_SECRETS; i++) {
            secrets.put(new SecretName("s".repeat(60) + i), SecretBytes.takeOver(new byte[VaultBody.LONGEST_SECRET]));
        }
        try (Slots.Opened opened = VaultFixture.open(file, PASSPHRASE)) {
            var body = new VaultBody(2, SecretBytes.takeOver(new byte[32]), opened.sealKey(), secrets);
            Files.write(
                    path, body.seal(file, opened.dataKey(), new SecureRandom()).toBytes());
        }
        try (Vault vault = open()) {
            assertThat(vault.names()).hasSize(VaultBody.MOST_SECRETS);
            assertRefused(Reason.REFUSED, () -> vault.set(GITHUB, bytes("one too many")));
        }
    }

    @Test
    void noClearTextOfASecretOrPassphraseIsInTheFile() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = open()) {
            vault.set(GITHUB, bytes("ghp_veryVerySecretToken"));
        }
        String file = Files.readString(path);
        for (String clear : new String[] {"ghp_veryVerySecretToken", "correct horse battery staple", "github"}) {
            byte[] raw = clear.getBytes(StandardCharsets.UTF_8);
            assertThat(file)
                    .doesNotContain(clear)
                    .doesNotContain(Base64.getEncoder().encodeToString(raw).substring(0, 7))
                    .doesNotContain(Base64.getUrlEncoder().encodeToString(raw).substring(0, 7));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFileIsItsOwnersAloneFromTheFirstWriteOn() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (Vault vault = open()) {
            vault.set(GITHUB, bytes("token"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFailedWriteChangesNothingHereOrOnDisk() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        Path elsewhere = folder.resolve("elsewhere");
        try (Vault vault = open()) {
            vault.set(GITHUB, bytes("before"));
            Files.move(path, elsewhere);
            assertThatThrownBy(() -> vault.set(GITHUB, bytes("after"))).isInstanceOf(VaultException.class);
            assertThatThrownBy(() -> vault.remove(GITHUB)).isInstanceOf(VaultException.class);
            assertThat(vault.secret(GITHUB)).contains(bytes("before"));
            assertThat(vault.generation()).isEqualTo(2);

            Files.move(elsewhere, path);
            vault.set(GITHUB, bytes("after"));
            assertThat(vault.secret(GITHUB)).contains(bytes("after"));
        }
    }

    @Test
    void aChangeThatAnotherMadeOnDiskIsNotOverwritten() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault first = open();
                Vault second = open()) {
            second.set(GITHUB, bytes("of the second"));
            assertRefused(Reason.CHANGED, () -> first.set(GITHUB, bytes("of the first")));
        }
        try (Vault vault = open()) {
            assertThat(vault.secret(GITHUB)).contains(bytes("of the second"));
        }
    }

    @Test
    void whatACrashLeftBesideTheFileIsSweptAtOpen() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        Path stray = Files.writeString(folder.resolve(".acme.vault.json.0815.tmp"), "half of a va");
        Path foreign = Files.writeString(folder.resolve(".acme2.vault.json.0815.tmp"), "of another");
        open().close();
        assertThat(stray).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void verifyKnowsTheRightPassphraseFromAWrongOne() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = open()) {
            assertThat(vault.verify(PASSPHRASE)).isTrue();
            assertThat(vault.verify(bytes("correct horse battery stable"))).isFalse();
        }
    }

    @Test
    void anExchangedFileIsNoFreshProof() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = open()) {
            Files.delete(path);
            vaults.create(path, ACME, bytes("the attacker's"));
            assertThat(vault.verify(bytes("the attacker's"))).isFalse();
            assertThat(vault.verify(PASSPHRASE)).isTrue();
        }
    }

    @Test
    void aClosedVaultGivesNothing() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        Vault vault = open();
        vault.set(GITHUB, bytes("token"));
        SecretBytes copy = vault.secret(GITHUB).orElseThrow();
        vault.close();
        vault.close();
        assertThatThrownBy(vault::names).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vault::argsKey).isInstanceOf(IllegalStateException.class);
        assertRefused(Reason.CLOSED, () -> vault.set(GITHUB, bytes("x")));
        assertRefused(Reason.CLOSED, () -> vault.verify(PASSPHRASE));
        assertThat(copy).isEqualTo(bytes("token"));
        assertThat(vault).hasToString("Vault[acme]");
    }

    @Test
    void changesOfManyThreadsAreAllKept() throws Exception {
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = IntStream.range(0, 20)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        vault.set(new SecretName("s" + i), bytes("value " + i));
                        return i;
                    }))
                    .toList();
            for (Future<?> change : changes) {
                change.get();
            }
        }
        try (Vault vault = open()) {
            assertThat(vault.secrets()).hasSize(20).containsEntry(new SecretName("s7"), bytes("value 7"));
        }
    }

    @Test
    void aNameThatIsNoneIsRefusedWithoutRepeatingIt() {
        for (String bad : new String[] {"", ".a", "-a", "a b", "a/b", "a\"", "ä", "a".repeat(65)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SecretName(bad))
                    .withMessageStartingWith("not a name for a secret");
        }
        assertThat(new SecretName("GITHUB_TOKEN.v-2")).hasToString("GITHUB_TOKEN.v-2");
    }

    private Vault open() throws VaultException {
        return vaults.open(path, ACME, PASSPHRASE);
    }

    private String headerOfPassphraseSlot() throws Exception {
        String slot = VaultFixture.sealedKey(VaultFile.parse(Files.readAllBytes(path), ACME));
        byte[] header = Base64.getUrlDecoder().decode(slot.substring(0, slot.indexOf('.')));
        return new String(header, StandardCharsets.UTF_8);
    }

    private static void assertRefused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
