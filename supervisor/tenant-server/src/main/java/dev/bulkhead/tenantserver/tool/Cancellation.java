package dev.bulkhead.tenantserver.tool;

/** Whether a call is still wanted. One thread asks, any thread may cancel. */
public final class Cancellation {
    private volatile boolean cancelled;

    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }
}
