package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.Proven;
import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.signin.SignInResult.Throttled;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A keychain in memory stands for the desktop's: what that itself does is shown from outside. */
class SignInBySlotTest extends SignInFixture {
    private static final SecretBytes BOBS = bytes("the passphrase that bob has");

    private final Map<String, SecretBytes> kept = new ConcurrentHashMap<>();
    private boolean keychainBroken;

    private final UnlockStore store = new UnlockStore() {
        @Override
        public void put(TenantId tenant, Item item, SecretBytes value) throws IOException {
            requireWhole();
            kept.put(tenant + " " + item, value.copy());
        }

        @Override
        public Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException {
            requireWhole();
            return Optional.ofNullable(kept.get(tenant + " " + item)).map(SecretBytes::copy);
        }

        @Override
        public void delete(TenantId tenant, Item item) throws IOException {
            requireWhole();
            kept.remove(tenant + " " + item);
        }
    };

    private void requireWhole() throws IOException {
        if (keychainBroken) {
            throw new IOException("the keychain is locked");
        }
    }

    @BeforeEach
    void withAKeychain() {
        signIns = new SignIns(
                vaults,
                this::vault,
                halts,
                this::record,
                Vouching.BY_PASSPHRASE,
                () -> now,
                elapsed::get,
                Failures.forgotten(),
                store);
    }

    private void work(VaultWork work) throws Exception {
        assertThat(signIns.proofs().proves(ACME, new Unlock.Passphrase(RIGHT), PEER, work))
                .isInstanceOf(Proven.class);
    }

    @Test
    void eachConsultantSignsInUnderTheirOwnName() throws Exception {
        assertThat(signedIn(ACME).grant().subject()).isEqualTo("consultant@acme");
        work((vault, by) -> {
            assertThat(by).isEqualTo(SlotName.PASSPHRASE);
            vault.slots().setPassphrase(SlotName.ofConsultant("bob"), BOBS);
        });
        signIns.signOut(ACME, PEER);
        SignInResult bob = signIns.signIn(ACME, BOBS, PEER);
        assertThat(((SignedIn) bob).signIn().grant().subject()).isEqualTo("bob@acme");
        assertThat(events.getLast().detail()).isEqualTo("as bob");
    }

    @Test
    void theKeychainSignsInOnceItIsSwitchedOnAndNotAfterItWasSwitchedOff() throws Exception {
        assertThatThrownBy(() -> signIns.signInByKeychain(ACME, PEER)).hasMessageContaining("vault keychain acme on");
        work((vault, by) -> signIns.keychain().add(vault));
        assertThat(((SignedIn) signIns.signInByKeychain(ACME, PEER))
                        .signIn()
                        .grant()
                        .subject())
                .isEqualTo("os-keychain@acme");
        work((vault, by) -> vault.slots().rotate());
        signIns.signOut(ACME, PEER);
        assertThat(signIns.signInByKeychain(ACME, PEER)).isInstanceOf(SignedIn.class);
        signIns.signOut(ACME, PEER);
        SecretBytes old = store.get(ACME, UnlockStore.Item.KEY).orElseThrow();
        work((vault, by) -> assertThat(signIns.keychain().remove(vault)).isTrue());
        assertThat(kept).isEmpty();
        kept.put("acme KEY", old);
        assertThatThrownBy(() -> signIns.signInByKeychain(ACME, PEER))
                .hasMessageContaining("has no slot 'os-keychain'");
    }

    @Test
    void aKeychainThatDoesNotTakeTheKeyLeavesNoSlot() throws Exception {
        keychainBroken = true;
        assertThatThrownBy(() -> work((vault, by) -> signIns.keychain().add(vault)))
                .hasMessage("the keychain is locked");
        assertThat(vaults.slots(vault(ACME), ACME)).hasSize(1);
    }

    @Test
    void aWrongKeyOfTheKeychainIsSlowedAsAWrongPassphraseIs() throws Exception {
        work((vault, by) -> signIns.keychain().add(vault));
        kept.put("acme KEY", bytes("{}"));
        assertThat(signIns.signInByKeychain(ACME, PEER))
                .isEqualTo(new Denied("the key of the slot 'os-keychain' of tenant 'acme' is wrong: try again in 1 s"));
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(Throttled.class);
        assertThat(signIns.proofs().proves(ACME, new Unlock.Key(SlotName.RECOVERY, bytes("{}")), PEER, VaultWork.NONE))
                .isInstanceOf(Throttled.class);
        elapsed.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(SignedIn.class);
    }

    /** The vaults of this fixture have no mark of their own: the keychain's alone speaks. */
    @Test
    void theKeychainKnowsAnOlderVaultUntilItIsAccepted() throws Exception {
        work((vault, by) -> signIns.keychain().add(vault));
        byte[] then = Files.readAllBytes(vault(ACME));
        work((vault, by) -> vault.set(new SecretName("crm"), bytes("newer")));
        signedIn(ACME);
        signIns.signOut(ACME, PEER);
        Files.write(vault(ACME), then);
        assertThatThrownBy(() -> signIns.signIn(ACME, RIGHT, PEER))
                .hasMessageContaining("older than the one last used");
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(signIns.proofs().acceptsOlder(ACME, new Unlock.Passphrase(RIGHT), PEER, VaultWork.NONE))
                .isInstanceOf(Proven.class);
        signedIn(ACME);
    }

    @Test
    void aKeychainThatDoesNotAnswerDoesNotKeepAPassphraseFromOpening() throws Exception {
        work((vault, by) -> signIns.keychain().add(vault));
        keychainBroken = true;
        signedIn(ACME);
    }
}
