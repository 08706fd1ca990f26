package dev.bulkhead.tenantserver.json;

import java.io.IOException;
import java.io.OutputStream;

/** Writes bytes as the inside of a JSON string, so that JSON can be carried as text inside JSON without being held in memory. */
public final class StringEscapes extends OutputStream {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final OutputStream out;

    /** Writes to {@code out}, which it neither flushes nor closes. */
    public StringEscapes(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int plain = offset;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                out.write(bytes, plain, i - plain);
                escape(b);
                plain = i + 1;
            }
        }
        out.write(bytes, plain, end - plain);
    }

    private void escape(byte b) throws IOException {
        out.write('\\');
        if (b == '"' || b == '\\') {
            out.write(b);
            return;
        }
        out.write(new byte[] {'u', '0', '0', HEX[b >> 4], HEX[b & 15]}, 0, 5);
    }
}
