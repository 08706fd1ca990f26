package dev.bulkhead.daemon.vault;

import static dev.bulkhead.daemon.vault.VaultFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultSlotsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final SecretName GITHUB = new SecretName("github");
    private static final SecretBytes ALICE = bytes("correct horse battery staple");
    private static final SecretBytes BOB = bytes("another consultant's words");
    private static final SlotName BOBS = SlotName.ofConsultant("bob");

    @TempDir
    private Path folder;

    private Path path;
    private Vaults vaults;

    @BeforeEach
    void aVaultOfTwoConsultants() throws Exception {
        path = folder.resolve("acme.vault.json");
        vaults = CheapVaults.create(new HighWaterFiles(folder.resolve("state")));
        vaults.create(path, ACME, ALICE);
        try (Vault vault = open(ALICE)) {
            vault.set(GITHUB, bytes("token"));
            vault.slots().setPassphrase(BOBS, BOB);
        }
    }

    @Test
    void eachConsultantOpensItByTheirOwnPassphraseAndIsKnownByIt() throws Exception {
        try (Vault vault = open(ALICE)) {
            assertThat(vault.openedBy()).isEqualTo(SlotName.PASSPHRASE);
            assertThat(vault.slotOf(new Unlock.Passphrase(BOB))).contains(BOBS);
            assertThat(vault.slotOf(new Unlock.Passphrase(bytes("nobody's passphrase"))))
                    .isEmpty();
        }
        try (Vault vault = open(BOB)) {
            assertThat(vault.openedBy()).isEqualTo(BOBS);
            assertThat(vault.openedBy().owner()).isEqualTo("bob");
            assertThat(vault.secret(GITHUB)).contains(bytes("token"));
            assertThat(vault.slots().all())
                    .extracting(slot -> slot.name().value())
                    .containsExactly("passphrase", "passphrase-bob");
        }
    }

    @Test
    void whoWasRemovedOpensNothingAndHisOldCopyOpensNothingOfWhatIsWrittenAfterwards() throws Exception {
        byte[] bobsCopy = Files.readAllBytes(path);
        Path backup = Files.write(folder.resolve("acme.vault.json.bak-20261121T120000Z"), bobsCopy);
        VaultFile old = VaultFile.parse(bobsCopy, ACME);
        try (Vault vault = open(ALICE)) {
            vault.slots().remove(BOBS);
            vault.set(GITHUB, bytes("the next token"));
        }
        assertRefused(Reason.WRONG_PASSPHRASE, () -> open(BOB));
        assertThat(backup).doesNotExist();
        VaultFile now = VaultFile.parse(Files.readAllBytes(path), ACME);
        try (Slots.Opened his = VaultFixture.open(old, BOB)) {
            assertRefused(Reason.DAMAGED, () -> VaultBody.open(now, his.dataKey()));
            VaultFile mixed = new VaultFile(2, ACME, old.slots(), old.keys(), now.body(), now.seal());
            assertRefused(Reason.DAMAGED, () -> VaultBody.open(mixed, his.dataKey()));
        }
        try (Vault vault = open(ALICE)) {
            assertThat(vault.secret(GITHUB)).contains(bytes("the next token"));
        }
    }

    @Test
    void aRotationGivesEverySlotTheNewKeyWithoutItsOwner() throws Exception {
        SecretBytes recovery;
        try (Vault vault = open(ALICE)) {
            recovery = vault.slots().setKey(SlotName.RECOVERY);
            var before = VaultFile.parse(Files.readAllBytes(path), ACME);
            List<VaultSlots.Slot> fingerprints = vault.slots().all();
            vault.slots().rotate();
            var after = VaultFile.parse(Files.readAllBytes(path), ACME);
            assertThat(after.keys()).isEqualTo(before.keys());
            assertThat(vault.slots().all()).isEqualTo(fingerprints);
            for (String slot : before.slots().keySet()) {
                assertThat(after.slots().get(slot)).isNotEqualTo(before.slots().get(slot));
            }
            try (Slots.Opened old = VaultFixture.open(before, ALICE);
                    Slots.Opened fresh = VaultFixture.open(after, ALICE)) {
                assertThat(fresh.dataKey()).isNotEqualTo(old.dataKey());
            }
            assertThat(vault.verify(ALICE)).isTrue();
            vault.set(GITHUB, bytes("after it"));
        }
        for (Unlock unlock : List.of(
                new Unlock.Passphrase(ALICE),
                new Unlock.Passphrase(BOB),
                new Unlock.Key(SlotName.RECOVERY, recovery))) {
            try (Vault vault = vaults.open(path, ACME, unlock)) {
                assertThat(vault.secret(GITHUB)).contains(bytes("after it"));
            }
        }
    }

    @Test
    void anExchangedPassphraseOpensAndTheFormerDoesNot() throws Exception {
        try (Vault vault = open(BOB)) {
            vault.slots().setPassphrase(BOBS, bytes("bob's next passphrase"));
            assertThat(vault.verify(BOB)).isFalse();
        }
        assertRefused(Reason.WRONG_PASSPHRASE, () -> open(BOB));
        open(bytes("bob's next passphrase")).close();
        open(ALICE).close();
    }

    @Test
    void theLastPassphraseAPassphraseOfTwoAndANinthSlotAreRefused() throws Exception {
        try (Vault vault = open(ALICE)) {
            assertRefused(Reason.REFUSED, () -> vault.slots().setPassphrase(SlotName.ofConsultant("eve"), BOB));
            assertRefused(Reason.REFUSED, () -> vault.slots().setPassphrase(BOBS, bytes("short")));
            vault.slots().remove(BOBS);
            vault.slots().setKey(SlotName.RECOVERY);
            assertRefused(Reason.REFUSED, () -> vault.slots().remove(SlotName.PASSPHRASE));
            assertRefused(Reason.NO_SUCH_SLOT, () -> vault.slots().remove(BOBS));
            for (int i = 0; i < 6; i++) {
                vault.slots().setKey(new SlotName("key-" + i));
            }
            assertRefused(Reason.REFUSED, () -> vault.slots().setKey(new SlotName("key-6")));
        }
        open(ALICE).close();
    }

    @Test
    void theRecoveryKeyOpensItAloneAndAnotherDoesNot() throws Exception {
        SecretBytes first;
        SecretBytes second;
        try (Vault vault = open(ALICE)) {
            first = vault.slots().setKey(SlotName.RECOVERY);
            second = vault.slots().setKey(SlotName.RECOVERY);
        }
        try (Vault vault = vaults.open(path, ACME, new Unlock.Key(SlotName.RECOVERY, second))) {
            vault.slots().setPassphrase(SlotName.PASSPHRASE, bytes("set after all was lost"));
        }
        open(bytes("set after all was lost")).close();
        assertRefused(Reason.WRONG_PASSPHRASE, () -> vaults.open(path, ACME, new Unlock.Key(SlotName.RECOVERY, first)));
        for (String noKey : new String[] {"", "{}", "null", "{\"kty\":\"EC\"}", "x".repeat(2000)}) {
            assertRefused(
                    Reason.WRONG_PASSPHRASE,
                    () -> vaults.open(path, ACME, new Unlock.Key(SlotName.RECOVERY, bytes(noKey))));
        }
        assertRefused(Reason.NO_SUCH_SLOT, () -> vaults.open(path, ACME, new Unlock.Key(SlotName.KEYCHAIN, second)));
        byte[] file = Files.readAllBytes(path);
        String key = second.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        assertThat(new String(file, StandardCharsets.UTF_8))
                .doesNotContain(key.replaceAll(".*\"d\":\"([^\"]+)\".*", "$1"))
                .doesNotContain(key.replaceAll(".*\"seal_key\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void aVaultThatWasPutBackIsRefusedUntilItIsAccepted() throws Exception {
        byte[] then = Files.readAllBytes(path);
        try (Vault vault = open(ALICE)) {
            vault.set(GITHUB, bytes("newer"));
        }
        byte[] now = Files.readAllBytes(path);
        Files.write(path, then);
        assertThatThrownBy(() -> open(ALICE))
                .hasMessageContaining("older than the one last used (generation 3, not 4)")
                .hasMessageContaining("bulkhead vault accept-older acme");
        Files.write(path, now);
        open(ALICE).close();
        Files.write(path, then);
        try (Vault older = vaults.openOlder(path, ACME, new Unlock.Passphrase(ALICE))) {
            assertRefused(Reason.OLDER, () -> open(ALICE));
            vaults.accept(older);
        }
        open(ALICE).close();
    }

    @Test
    void aMarkThatCannotBeReadOpensNothing() throws Exception {
        Files.writeString(folder.resolve("state/vaults/acme.json"), "{\"v\":1}");
        assertRefused(Reason.NOT_READ, () -> open(ALICE));
    }

    @Test
    void anotherVaultTakesItsPlaceOnlyWhenItOpensAndTheFormerIsKept() throws Exception {
        Vaults.Copy copy = vaults.copy(path, ACME);
        assertThat(copy.sha256()).hasSize(64);
        Path elsewhere = Files.write(folder.resolve("copy.json"), copy.content());
        try (Vault vault = open(ALICE)) {
            vault.set(GITHUB, bytes("newer"));
        }
        byte[] now = Files.readAllBytes(path);
        assertRefused(
                Reason.WRONG_PASSPHRASE,
                () -> vaults.exchange(path, elsewhere, ACME, new Unlock.Passphrase(bytes("wrong")), "t"));
        assertRefused(
                Reason.OTHER_TENANT,
                () -> vaults.exchange(path, elsewhere, new TenantId("globex"), new Unlock.Passphrase(ALICE), "t"));
        assertThat(path).hasBinaryContent(now);
        Optional<Path> kept = vaults.exchange(path, elsewhere, ACME, new Unlock.Passphrase(BOB), "20261121T120000Z");
        assertThat(kept).contains(folder.resolve("acme.vault.json.bak-20261121T120000Z"));
        assertThat(kept.orElseThrow()).hasBinaryContent(now);
        try (Vault vault = open(ALICE)) {
            assertThat(vault.secret(GITHUB)).contains(bytes("token"));
        }
    }

    @Test
    void aVaultOfFormat1OpensIsWrittenAsItIsAndBecomesFormat2WhenItsSlotsChange() throws Exception {
        path = folder.resolve("old/acme.vault.json");
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(folder.resolve("state/vaults/acme.json"));
        SecretBytes old = bytes("short");
        VaultFixture.writeFormat1(path, ACME, old, GITHUB, bytes("token"));
        SecretBytes argsKey;
        try (Vault vault = open(old)) {
            argsKey = vault.argsKey();
            vault.set(new SecretName("crm"), bytes("other"));
            assertThat(VaultFile.parse(Files.readAllBytes(path), ACME).version())
                    .isEqualTo(1);
            assertThat(vault.slots().all()).containsExactly(new VaultSlots.Slot(SlotName.PASSPHRASE, ""));
            vault.slots().upgrade(old);
            vault.slots().setPassphrase(BOBS, BOB);
            vault.slots().upgrade(old);
            assertThat(vault.verify(old)).isTrue();
        }
        assertThat(VaultFile.parse(Files.readAllBytes(path), ACME).version()).isEqualTo(2);
        for (SecretBytes each : List.of(old, BOB)) {
            try (Vault vault = open(each)) {
                assertThat(vault.names()).hasSize(2);
                assertThat(vault.argsKey()).isEqualTo(argsKey);
            }
        }
    }

    private Vault open(SecretBytes passphrase) throws VaultException {
        return vaults.open(path, ACME, passphrase);
    }

    private static void assertRefused(Reason reason, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
