package dev.bulkhead.daemon.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The lookups of one upstream, each on a platform thread: a name service that hangs would hold the carrier of virtual threads,
 * and so every other tenant's connections. Safe for any thread.
 */
final class Lookups {
    private static final int MOST = 8;

    private final Resolver resolver;
    private final Semaphore running = new Semaphore(MOST);

    Lookups(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Returns the addresses of {@code name}, asked for once.
     *
     * @throws UnknownHostException when it has none
     * @throws TimeoutException when {@code limit} is over; the lookup keeps its place among those that run until it ends
     */
    List<InetAddress> addresses(String name, Duration limit)
            throws UnknownHostException, TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (!running.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("egress-lookup").start(() -> {
            try {
                answer.complete(resolver.resolve(name));
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                running.release();
            }
        });
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(name);
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }
}
