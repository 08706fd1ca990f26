package dev.bulkhead.daemon.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.ECKey;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTamperingTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TenantId ACME = new TenantId("acme");
    private static final SecretBytes PASSPHRASE = bytes("correct horse battery staple");
    private static final SecretName GITHUB = new SecretName("github");

    private final AtomicInteger derivations = new AtomicInteger();
    private final Vaults vaults = CheapVaults.create(derivations::incrementAndGet);

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void aVaultWithASecret() throws Exception {
        path = folder.resolve("acme.vault.json");
        vaults.create(path, ACME, PASSPHRASE);
        try (Vault vault = vaults.open(path, ACME, PASSPHRASE)) {
            vault.set(GITHUB, bytes("token"));
        }
        derivations.set(0);
    }

    @Test
    void aWrongPassphraseIsRefused() {
        assertRefused(Reason.WRONG_PASSPHRASE, ACME, bytes("correct horse battery stable"));
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Files.delete(path);
        assertRefused(Reason.MISSING, ACME, PASSPHRASE);
    }

    @Test
    void aVaultUnderAnotherTenantsNameIsRefused() {
        assertRefused(Reason.OTHER_TENANT, new TenantId("globex"), PASSPHRASE);
    }

    @Test
    void aVaultWhoseTenantWasRenamedIsRefusedByItsSealedHeaders() throws Exception {
        alter(root -> root.put("tenant", "globex"));
        assertRefused(Reason.OTHER_TENANT, new TenantId("globex"), PASSPHRASE);

        Path other = folder.resolve("globex.vault.json");
        vaults.create(other, new TenantId("globex"), PASSPHRASE);
        var globex = (ObjectNode) JSON.readTree(Files.readAllBytes(other));
        alter(root -> root.put("tenant", "acme").put("body", globex.path("body").textValue()));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
        alter(root -> root.set("keys", globex.path("keys")));
        assertRefused(Reason.OTHER_TENANT, ACME, PASSPHRASE);
    }

    @Test
    void anOldSlotPutBackIsRefused() throws Exception {
        VaultFile before = file();
        try (Vault vault = vaults.open(path, ACME, PASSPHRASE)) {
            vault.slots().setPassphrase(SlotName.PASSPHRASE, bytes("a new passphrase"));
        }
        alter(root -> {
            ((ObjectNode) root.path("slots")).put("passphrase", before.slots().get("passphrase"));
            ((ObjectNode) root.path("keys")).put("passphrase", before.keys().get("passphrase"));
        });
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    /** Everything that is needed for it stands in the file, but for the seal key. */
    @Test
    void aVaultThatSomebodyPutTogetherForAConsultantsPublicKeyIsRefused() throws Exception {
        VaultFile theirs = file();
        var slots = VaultFixture.slots();
        try (SecretBytes dataKey = slots.freshKey(32);
                SecretBytes sealKey = slots.freshKey(32)) {
            var forged = slots.seal(ACME, Slots.of(theirs).values(), dataKey);
            var secrets = new TreeMap<SecretName, SecretBytes>();
            secrets.put(GITHUB, bytes("the attacker's own"));
            var body = new VaultBody(9, slots.freshKey(32), sealKey, secrets);
            Files.write(path, body.seal(forged, dataKey, new SecureRandom()).toBytes());
        }
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void aSlotThatWasAddedIsRefused() throws Exception {
        alter(root -> ((ObjectNode) root.path("slots")).put("recovery", "a.b.c.d.e"));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void aKeyThatWasExchangedOrAddedIsRefused() throws Exception {
        byte[] good = Files.readAllBytes(path);
        alter(root -> ((ObjectNode) root.path("keys")).put("passphrase-eve", "a.b.c.d.e"));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
        Files.write(path, good);
        alter(root -> ((ObjectNode) root.path("slots")).put("passphrase-eve", "a.b.c.d.e"));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void slotsOfNamesThatThisVersionDoesNotKnowAreKeptAndGetTheNewDataKeyToo() throws Exception {
        SecretBytes key;
        var later = new SlotName("of-a-later-version");
        try (Vault vault = vaults.open(path, ACME, PASSPHRASE)) {
            key = vault.slots().setKey(later);
            vault.set(new SecretName("crm"), bytes("other"));
            vault.slots().rotate();
        }
        try (Vault vault = vaults.open(path, ACME, new Unlock.Key(later, key))) {
            assertThat(vault.names()).containsExactly(new SecretName("crm"), GITHUB);
        }
    }

    @Test
    void aBombOfAKeyDerivationIsRefusedBeforeAnythingIsDerived() throws Exception {
        for (String bomb : new String[] {
            "{'m':1073741824,'t':1,'p':1}",
            "{'m':262145,'t':1,'p':1}",
            "{'m':19456,'t':9,'p':1}",
            "{'m':19456,'t':1,'p':9}",
            "{'m':8,'t':1,'p':1}",
            "{'m':19456,'t':0,'p':1}",
            "{'m':-1,'t':1,'p':1}",
            "{'m':19456.5,'t':1,'p':1}"
        }) {
            header("passphrase", header -> header.setAll(cost(bomb)));
            assertRefused(Reason.UNSUPPORTED, ACME, PASSPHRASE);
        }
        header("passphrase", header -> header.setAll(cost("{'m':99999999999999999999,'t':1,'p':1}")));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
        assertThat(derivations).hasValue(0);
    }

    @Test
    void anotherAlgorithmTypeOrMemberIsRefusedBeforeAnythingIsDerived() throws Exception {
        byte[] good = Files.readAllBytes(path);
        for (String part : new String[] {"passphrase", "body"}) {
            for (String member : new String[] {"alg=ECDH-ES+A256KW", "alg=A256KW", "enc=A128GCM", "typ=JWT"}) {
                Files.write(path, good);
                String[] pair = member.split("=", 2);
                header(part, header -> header.put(pair[0], pair[1]));
                // The seal is over the whole of the body, its header too.
                assertRefused(part.equals("body") ? Reason.DAMAGED : Reason.UNSUPPORTED, ACME, PASSPHRASE);
            }
            for (String member : new String[] {"zip=DEF", "kid=1", "p2c=1"}) {
                Files.write(path, good);
                String[] pair = member.split("=", 2);
                header(part, header -> header.put(pair[0], pair[1]));
                assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
            }
        }
    }

    @Test
    void aPartWhoseHeaderIsNoneIsRefusedWithASentence() throws Exception {
        for (String header : new String[] {
            "null",
            "[]",
            "1",
            "{}",
            "{",
            "{\"alg\":null}",
            "{\"alg\":1}",
            "{\"alg\":\"dir\",\"enc\":[]}",
            "[".repeat(5000)
        }) {
            String part =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                            + "..AAAA.AAAA.AAAA";
            alter(root -> ((ObjectNode) root.path("keys")).put("passphrase", part));
            assertThatThrownBy(() -> vaults.open(path, ACME, PASSPHRASE))
                    .as(header)
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("restore it from a backup");
        }
        alter(root -> ((ObjectNode) root.path("keys")).put("passphrase", "...."));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void aChangedGenerationIsRefused() throws Exception {
        header("body", header -> header.put("gen", 99));
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItWasCut() throws Exception {
        byte[] good = Files.readAllBytes(path);
        for (int length = 0; length < good.length; length += 97) {
            Files.write(path, java.util.Arrays.copyOf(good, length));
            assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
        }
        Files.write(path, good);
        vaults.open(path, ACME, PASSPHRASE).close();
    }

    @Test
    void aFileThatIsNoVaultIsRefused() throws Exception {
        for (String bad : new String[] {
            "[]", "null", "{}", "{\"v\":1}", "{\"v\":2}", "{\"v\":1,\"v\":1}", "{\"v\":\"1\"}", "{\"v\":1} {}", "\0"
        }) {
            Files.writeString(path, bad);
            assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
        }
        Files.write(path, new byte[VaultFile.MOST_BYTES + 1]);
        assertRefused(Reason.DAMAGED, ACME, PASSPHRASE);
    }

    @Test
    void aLaterFormatIsRefusedWithWhatToDo() throws Exception {
        alter(root -> root.put("v", 3).put("news", true));
        assertThatThrownBy(() -> vaults.open(path, ACME, PASSPHRASE))
                .isInstanceOf(VaultException.class)
                .hasMessage("the vault of tenant 'acme' cannot be opened: it is of format 3, this Bulkhead reads"
                        + " formats 1 and 2; update Bulkhead");
    }

    @Test
    void whoKnowsTheFormatsPageAloneCanOpenIt() throws Exception {
        String slot = VaultFixture.sealedKey(file());
        var argon = JSON.readTree(decode(slot.split("\\.", -1)[0])).path("argon2id");
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(argon.path("m").intValue())
                .withIterations(argon.path("t").intValue())
                .withParallelism(argon.path("p").intValue())
                .withSalt(decode(argon.path("salt").textValue()))
                .build());
        byte[] key = new byte[32];
        generator.generateBytes("correct horse battery staple".getBytes(StandardCharsets.UTF_8), key);
        var jwk = ECKey.parse(new String(decrypt(slot, key), StandardCharsets.UTF_8));
        var holder = JWEObject.parse(file().slots().get("passphrase"));
        holder.decrypt(new ECDHDecrypter(jwk));
        byte[] dataKey = holder.getPayload().toBytes();
        var body = JSON.readTree(decrypt(file().body(), dataKey));
        assertThat(body.path("secrets").path("github").binaryValue())
                .isEqualTo("token".getBytes(StandardCharsets.UTF_8));
        assertThat(body.path("args_key").binaryValue()).hasSize(32);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(body.path("seal_key").binaryValue(), "HmacSHA256"));
        assertThat(mac.doFinal(file().body().getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(decode(file().seal()));
    }

    private static byte[] decrypt(String compact, byte[] key) throws Exception {
        String[] parts = compact.split("\\.", -1);
        assertThat(parts[1]).isEmpty();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, decode(parts[2])));
        cipher.updateAAD(parts[0].getBytes(StandardCharsets.US_ASCII));
        cipher.update(new byte[0]);
        byte[] text = decode(parts[3]);
        byte[] tag = decode(parts[4]);
        byte[] sealed = java.util.Arrays.copyOf(text, text.length + tag.length);
        System.arraycopy(tag, 0, sealed, text.length, tag.length);
        return cipher.doFinal(sealed);
    }

    private VaultFile file() throws Exception {
        return VaultFile.parse(Files.readAllBytes(path), ACME);
    }

    private void alter(Consumer<ObjectNode> change) throws Exception {
        var root = (ObjectNode) JSON.readTree(Files.readAllBytes(path));
        change.accept(root);
        Files.write(path, JSON.writeValueAsBytes(root));
    }

    /** Changes the protected header of a part, as an attacker without the key can. */
    private void header(String part, Consumer<ObjectNode> change) throws Exception {
        String compact = part.equals("body") ? file().body() : VaultFixture.sealedKey(file());
        var header = (ObjectNode) JSON.readTree(decode(compact.substring(0, compact.indexOf('.'))));
        change.accept(header);
        String altered = Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(header))
                + compact.substring(compact.indexOf('.'));
        alter(root -> {
            ObjectNode holder = part.equals("body") ? root : (ObjectNode) root.path("keys");
            holder.put(part, altered);
        });
    }

    private static ObjectNode cost(String text) {
        try {
            var cost = (ObjectNode) JSON.readTree(text.replace('\'', '"'));
            cost.put("salt", "AAAAAAAAAAAAAAAAAAAAAA");
            return JSON.createObjectNode().set("argon2id", cost);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void assertRefused(Reason reason, TenantId tenant, SecretBytes passphrase) {
        assertThatThrownBy(() -> vaults.open(path, tenant, passphrase))
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] decode(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
