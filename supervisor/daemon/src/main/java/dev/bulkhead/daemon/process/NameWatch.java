package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when a covered name is exchanged from outside. Since Linux 3.18 whoever removes a mount's place, or renames another file
 * over it, takes the mount away in every other mount namespace: then the name is open inside. The kernel's word (inotify(7)) comes
 * at once; a look each second finds what it missed. Safe for any thread; one thread of its own.
 */
final class NameWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);
    private static final long LOOK_MILLIS = 1000;

    private final BiConsumer<Guard, Path> exchanged;

    /** Guarded by this. */
    private final Set<Guard> guards = new HashSet<>();

    /** Guarded by this. */
    private final Map<Path, WatchKey> folders = new HashMap<>();

    /** Guarded by this. */
    private @Nullable Thread thread;

    private volatile @Nullable WatchService service;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param exchanged is told on the watch's own thread, with the name's absolute path */
    NameWatch(BiConsumer<Guard, Path> exchanged) {
        this.exchanged = exchanged;
    }

    synchronized void add(Guard guard) {
        if (thread == null) {
            try {
                service = FileSystems.getDefault().newWatchService();
            } catch (IOException e) {
                LOG.warn("workspaces are looked at each second and no sooner: {}", e.getMessage());
            }
            thread = Thread.ofPlatform().daemon().name("workspace-names").start(this::run);
        }
        guards.add(guard);
        listen();
    }

    synchronized void remove(Guard guard) {
        guards.remove(guard);
        listen();
    }

    /** Listens to the folders in which there are names to watch, and to no other. */
    private void listen() {
        WatchService kernel = service;
        if (kernel == null) {
            return;
        }
        Set<Path> wanted = new HashSet<>();
        for (Guard guard : guards) {
            for (Path path : guard.watched()) {
                Path folder = path.getParent();
                if (folder != null) {
                    wanted.add(folder);
                }
            }
        }
        folders.entrySet().removeIf(each -> {
            boolean isDone = !wanted.contains(each.getKey());
            if (isDone) {
                each.getValue().cancel();
            }
            return isDone;
        });
        for (Path folder : wanted) {
            if (!folders.containsKey(folder)) {
                try {
                    folders.put(
                            folder,
                            folder.register(
                                    kernel,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException e) {
                    LOG.warn("{} is looked at each second and no sooner: {}", folder, e.getMessage());
                }
            }
        }
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (closed.getCount() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime());
                boolean isTold = left > 0 && heard(left);
                if (isTold || System.nanoTime() - next >= 0) {
                    look();
                    next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("the watch over workspaces has ended");
        }
    }

    /** Waits for the kernel's word; returns whether it was about a name that is watched. */
    private boolean heard(long millis) throws InterruptedException {
        WatchService kernel = service;
        if (kernel == null) {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        }
        WatchKey key = kernel.poll(millis, TimeUnit.MILLISECONDS);
        if (key == null) {
            return false;
        }
        boolean isTold = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            isTold |= event.kind() == StandardWatchEventKinds.OVERFLOW || isAboutAName(key, event);
        }
        key.reset();
        return isTold;
    }

    private boolean isAboutAName(WatchKey key, WatchEvent<?> event) {
        List<Guard> about = new ArrayList<>();
        Path path;
        synchronized (this) {
            if (!(key.watchable() instanceof Path folder)
                    || folders.get(folder) != key
                    || !(event.context() instanceof Path name)) {
                return false;
            }
            path = folder.resolve(name);
            guards.stream().filter(guard -> guard.watches(path)).forEach(about::add);
        }
        if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
            // One that was removed and made anew may have the number of the old one: the look would find nothing.
            about.forEach(guard -> exchanged.accept(guard, path));
        }
        return !about.isEmpty();
    }

    private void look() {
        List<Guard> now;
        synchronized (this) {
            now = List.copyOf(guards);
        }
        for (Guard guard : now) {
            Path other = guard.exchangedName();
            if (other != null) {
                exchanged.accept(guard, other);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        WatchService kernel = service;
        if (kernel != null) {
            try {
                kernel.close();
            } catch (IOException e) {
                LOG.debug("the watch service did not close: {}", e.getMessage());
            }
        }
    }
}
