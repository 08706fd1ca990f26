package dev.bulkhead.tenantserver.json;

import java.io.OutputStream;

/** Counts what is written and keeps nothing of it: how long a line would be. */
public final class CountingOutput extends OutputStream {
    private long count;

    public long count() {
        return count;
    }

    @Override
    public void write(int b) {
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        count += length;
    }
}
