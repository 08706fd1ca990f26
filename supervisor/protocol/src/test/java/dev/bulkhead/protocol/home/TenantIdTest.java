package dev.bulkhead.protocol.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TenantIdTest {
    @Test
    void aNameThatCouldLeaveItsFolderIsRefused() {
        for (String bad : new String[] {"", "..", "a/b", "A", "1a", "-a", "a_b", "a".repeat(41), "a\n", "ä"}) {
            assertThatThrownBy(() -> new TenantId(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void whatIsAcceptedIsPlainAscii(@ForAll String any) {
        if (TenantId.isValid(any)) {
            assertThat(any).matches("[a-z][a-z0-9-]{0,39}");
        }
    }
}
