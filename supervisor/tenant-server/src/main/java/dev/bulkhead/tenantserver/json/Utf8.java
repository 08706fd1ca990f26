package dev.bulkhead.tenantserver.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** UTF-8 as bytes, where making a {@code String} of 16 MiB would cost twice its size. */
public final class Utf8 {
    private Utf8() {}

    /** Returns whether {@code bytes} are well-formed UTF-8 (Unicode 16, table 3-7): no overlong form, no surrogate. */
    public static boolean isValid(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at++];
            if (lead >= 0) {
                continue;
            }
            int more =
                    lead >= -62 && lead < -32 ? 1 : lead >= -32 && lead < -16 ? 2 : lead >= -16 && lead <= -12 ? 3 : 0;
            if (more == 0 || at + more > bytes.length || !isSecond(lead & 0xff, bytes[at] & 0xff)) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((bytes[at + i] & 0xc0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }

    private static boolean isSecond(int lead, int second) {
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        return second >= low && second <= high;
    }

    /**
     * Returns what a JSON string says, as UTF-8, or null when it holds half of a surrogate pair, for which there is no UTF-8.
     *
     * @param from the byte after the opening quote of a string that a parser has accepted
     * @param to the closing quote
     */
    public static byte @Nullable [] unescaped(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] != '\\') {
            at++;
        }
        if (at == to) {
            return Arrays.copyOfRange(line, from, to);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        at = from;
        while (at < to) {
            int plain = at;
            while (at < to && line[at] != '\\') {
                at++;
            }
            out.write(line, plain, at - plain);
            if (at == to) {
                break;
            }
            byte kind = line[at + 1];
            at += 2;
            if (kind != 'u') {
                out.write(named(kind));
                continue;
            }
            int point = hex(line, at);
            at += 4;
            if (point >= 0xd800 && point <= 0xdfff) {
                boolean pair = point < 0xdc00 && at + 6 <= to && line[at] == '\\' && line[at + 1] == 'u';
                int low = pair ? hex(line, at + 2) : 0;
                if (low < 0xdc00 || low > 0xdfff) {
                    return null;
                }
                at += 6;
                point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
            }
            encode(point, out);
        }
        return out.toByteArray();
    }

    private static int named(byte kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    private static int hex(byte[] line, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(line[i], 16);
        }
        return value;
    }

    private static void encode(int point, ByteArrayOutputStream out) {
        if (point < 0x80) {
            out.write(point);
        } else if (point < 0x800) {
            out.write(0xc0 | point >> 6);
            out.write(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            out.write(0xe0 | point >> 12);
            out.write(0x80 | (point >> 6 & 0x3f));
            out.write(0x80 | (point & 0x3f));
        } else {
            out.write(0xf0 | point >> 18);
            out.write(0x80 | (point >> 12 & 0x3f));
            out.write(0x80 | (point >> 6 & 0x3f));
            out.write(0x80 | (point & 0x3f));
        }
    }
}
