package dev.bulkhead.daemon.tenant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the folder of settings when the system says that something changed in it, and each second in any case: network
 * file systems say nothing, and a user's watches are limited. One virtual thread, until closed.
 */
final class SettingsWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);
    private static final long POLL_MILLIS = 1_000;

    /** After something new was seen: by then an editor has written its file whole. */
    private static final long SETTLE_MILLIS = 150;

    private final Path folder;
    private final BooleanSupplier look;
    private final Thread thread;

    /** @param look returns whether it should be called again soon */
    SettingsWatch(Path folder, BooleanSupplier look) {
        this.folder = folder;
        this.look = look;
        this.thread = Thread.ofVirtual().name("settings-watch").start(this::run);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (WatchService watcher = folder.getFileSystem().newWatchService()) {
            follow(watcher);
        } catch (InterruptedException e) {
            // closed
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the settings are looked at each second alone: {}", e.getMessage());
            poll();
        }
    }

    private void follow(WatchService watcher) throws IOException, InterruptedException {
        @Nullable WatchKey key = null;
        while (true) {
            if ((key == null || !key.isValid()) && Files.isDirectory(folder)) {
                key = folder.register(
                        watcher,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            WatchKey told = watcher.poll(lookOnce() ? SETTLE_MILLIS : POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (told != null) {
                told.pollEvents();
                told.reset();
            }
        }
    }

    private void poll() {
        try {
            while (true) {
                Thread.sleep(lookOnce() ? SETTLE_MILLIS : POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
            Thread.currentThread().interrupt();
        }
    }

    private boolean lookOnce() {
        try {
            return look.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.error("the settings could not be looked at", e);
            return false;
        }
    }
}
