package dev.bulkhead.protocol.home;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A tenant's colour, the same wherever the tenant is shown: in hosts, on the command line, in the window. It comes from the
 * tenant's id, so nobody chooses it and nobody can exchange it. Two tenants may share one: it helps the eye, it proves nothing.
 */
public enum TenantColour {
    RED("#c62828"),
    ORANGE("#d9640b"),
    OLIVE("#7a7a12"),
    GREEN("#2e7d32"),
    TEAL("#00796b"),
    CYAN("#0284a8"),
    BLUE("#1e5fc4"),
    INDIGO("#4a4fc9"),
    PURPLE("#7b35b5"),
    PINK("#c2267a"),
    BROWN("#795043"),
    SLATE("#56697a");

    private final String hex;

    TenantColour(String hex) {
        this.hex = hex;
    }

    /** Returns the colour of {@code tenant}, a tenant's id. */
    public static TenantColour of(String tenant) {
        CRC32 sum = new CRC32();
        sum.update(tenant.getBytes(StandardCharsets.UTF_8));
        return values()[(int) (sum.getValue() % values().length)];
    }

    /** For people: {@code teal}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As {@code #rrggbb}; readable on white and on black. */
    public String hex() {
        return hex;
    }

    /** A square of the colour, as the {@code data:} URI of an SVG image, for {@code icons} of MCP's {@code Implementation}. */
    public String icon() {
        String svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"4\""
                        + " fill=\"" + hex + "\"/></svg>";
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }
}
