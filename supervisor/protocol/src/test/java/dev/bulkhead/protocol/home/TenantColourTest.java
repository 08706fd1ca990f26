package dev.bulkhead.protocol.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The colours that tell tenants apart. */
class TenantColourTest {
    @Test
    void aTenantKeepsItsColour() {
        assertThat(TenantColour.of("acme")).isEqualTo(TenantColour.of("acme"));
        assertThat(IntStream.range(0, 200).mapToObj(i -> TenantColour.of("tenant-" + i)))
                .contains(TenantColour.values());
    }

    @Test
    void everyColourCanBeReadOnWhiteAndOnBlack() {
        for (TenantColour colour : TenantColour.values()) {
            double light = luminance(colour.hex());
            assertThat(1.05 / (light + 0.05)).as(colour + " on white").isGreaterThan(3);
            assertThat((light + 0.05) / 0.05).as(colour + " on black").isGreaterThan(3);
        }
    }

    /** WCAG 2.2, relative luminance. */
    private static double luminance(String hex) {
        double[] parts = new double[3];
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            parts[i] = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }
}
