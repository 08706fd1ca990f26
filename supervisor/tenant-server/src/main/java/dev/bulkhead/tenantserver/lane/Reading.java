package dev.bulkhead.tenantserver.lane;

/** Stands for the turn to read a lane, among the works that a thread of it may do. */
final class Reading implements Work {
    @Override
    public void run() {}

    @Override
    public void answer() {}

    @Override
    public int size() {
        return 0;
    }
}
