package dev.bulkhead.daemon.process.keychain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.vault.UnlockStore.Item;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the keychains of macOS and Windows are told, word by word and byte by byte. <b>Not run on a Mac or on Windows:</b> that they
 * do what their manuals say, nobody here has seen.
 */
class KeychainWordsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String SECRET = "{\"d\":\"a key\"}";
    private static final String SEALED = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));

    /** Answers as it was told to, and keeps what was asked. */
    private static final class Recorded extends DesktopProgram {
        final List<List<String>> commands = new ArrayList<>();
        final List<String> inputs = new ArrayList<>();
        final Queue<Answer> answers = new ArrayDeque<>();

        @Override
        Answer run(List<String> command, byte[] stdin) {
            commands.add(command);
            inputs.add(new String(stdin, StandardCharsets.UTF_8));
            return answers.remove();
        }

        void will(int exit, String out, String err) {
            answers.add(new Answer(exit, out.getBytes(StandardCharsets.UTF_8), err));
        }
    }

    private final Recorded program = new Recorded();
    private final MacKeychain mac = new MacKeychain("0a1b", program);

    @Test
    void onAMacAValueIsALineOfStandardInputAndNeverAnArgument() throws Exception {
        program.will(0, "", "");
        mac.put(ACME, Item.KEY, secret());
        assertThat(program.commands).containsExactly(List.of("/usr/bin/security", "-i"));
        assertThat(program.inputs)
                .containsExactly("add-generic-password -U -a acme -s bulkhead.0a1b.key -w " + SEALED + "\n");
    }

    @Test
    void onAMacWhatIsStoredComesBackAndWhatIsNotThereIsNone() throws Exception {
        program.will(0, SEALED + "\n", "");
        program.will(44, "", "The specified item could not be found in the keychain.");
        program.will(44, "", "");
        assertThat(mac.get(ACME, Item.KEY)).contains(secret());
        assertThat(mac.get(ACME, Item.GENERATION)).isEmpty();
        mac.delete(ACME, Item.KEY);
        assertThat(program.commands.getFirst())
                .containsExactly(
                        "/usr/bin/security", "find-generic-password", "-w", "-a", "acme", "-s", "bulkhead.0a1b.key");
        assertThat(program.commands.getLast())
                .containsExactly(
                        "/usr/bin/security", "delete-generic-password", "-a", "acme", "-s", "bulkhead.0a1b.key");
    }

    @Test
    void onAMacWhatFailsIsSaidWithoutTheValue() {
        program.will(0, "", "SecKeychainItemCreateFromContent: " + SEALED);
        program.will(36, "", "");
        program.will(0, "no base64!", "");
        assertThatThrownBy(() -> mac.put(ACME, Item.KEY, secret()))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(SEALED);
        assertThatThrownBy(() -> mac.get(ACME, Item.KEY)).hasMessageContaining("sign in with the passphrase");
        assertThatThrownBy(() -> mac.get(ACME, Item.KEY)).hasMessageNotContaining("no base64!");
    }

    @Test
    void onWindowsFilesHoldWhatTheLoginProtectedForTheirTenantAndItem(@TempDir Path state) throws Exception {
        var windows = new WindowsKeychain(state, "0a1b", new WindowsKeychain.Protection() {
            @Override
            public byte[] protect(SecretBytes value, byte[] context) {
                return value.use(bytes -> turned(bytes, context));
            }

            @Override
            public SecretBytes open(byte[] protectedValue, byte[] context) {
                return SecretBytes.takeOver(turned(protectedValue, context));
            }
        });
        windows.put(ACME, Item.KEY, secret());
        Path file = state.resolve("keychain/acme.key.dpapi");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("a key");
        assertThat(windows.get(ACME, Item.KEY)).contains(secret());
        assertThat(windows.get(ACME, Item.GENERATION)).isEmpty();
        Files.move(file, state.resolve("keychain/globex.key.dpapi"));
        assertThat(windows.get(new TenantId("globex"), Item.KEY).orElseThrow()).isNotEqualTo(secret());
        windows.delete(new TenantId("globex"), Item.KEY);
        assertThat(windows.get(new TenantId("globex"), Item.KEY)).isEmpty();
    }

    private static byte[] turned(byte[] bytes, byte[] context) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] ^= (byte) (0x55 ^ context[(Arrays.hashCode(context) + i & 0x7fffffff) % context.length]);
        }
        return turned;
    }

    /** DATA_BLOB of wincrypt.h on 64-bit Windows: DWORD cbData at 0, BYTE* pbData at 8, 16 bytes. */
    @Test
    void onWindowsABlobIsLaidOutAsItsHeaderSays() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(5);
            MemorySegment blob = WindowsProtection.blob(arena, bytes, 5);
            assertThat(blob.byteSize()).isEqualTo(16);
            assertThat(blob.get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
            assertThat(blob.get(ValueLayout.ADDRESS, 8)).isEqualTo(bytes);
            assertThat(WindowsProtection.CRYPT.argumentLayouts()).hasSize(7);
        }
    }

    private static SecretBytes secret() {
        return SecretBytes.takeOver(SECRET.getBytes(StandardCharsets.UTF_8));
    }
}
