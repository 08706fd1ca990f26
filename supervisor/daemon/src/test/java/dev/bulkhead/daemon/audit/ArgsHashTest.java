package dev.bulkhead.daemon.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgsHashTest {
    /** Computed with: printf '{"path":"a"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01 */
    private static final String KNOWN = "hmac-sha256:d421bd527004b64a96e45495539bf1220c0c9585b89c3a029daae41afa10c9c4";

    private static SecretBytes key() {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) 1);
        return SecretBytes.takeOver(key);
    }

    @Test
    void itIsTheHmacOfTheSpanAlone() {
        byte[] line = "..{\"path\":\"a\"}..".getBytes(StandardCharsets.UTF_8);
        try (ArgsHash hash = new ArgsHash(key())) {
            assertThat(hash.of(line, 2, line.length - 4)).isEqualTo(KNOWN);
            assertThat(hash.of(line, 2, line.length - 4)).isEqualTo(KNOWN);
            assertThat(hash.of(line, 2, line.length - 3)).isNotEqualTo(KNOWN);
        }
    }

    @Test
    void aClosedOneHashesNothing() {
        ArgsHash hash = new ArgsHash(key());
        hash.of(new byte[1], 0, 1);
        hash.close();
        assertThatThrownBy(() -> hash.of(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatCouldBeGuessedIsRefused() {
        assertThatThrownBy(() -> new ArgsHash(SecretBytes.takeOver(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
