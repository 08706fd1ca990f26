package dev.bulkhead.daemon.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which run of the machine this is: random(4), {@code /proc/sys/kernel/random/boot_id}. Stateless. */
final class BootId {
    private static final int LENGTH = 36;

    private BootId() {}

    /** Returns 36 characters, the same until the machine starts anew; where the system has none, those of this process. */
    static String ofNow() {
        try {
            String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                    .strip();
            if (id.length() == LENGTH) {
                return id;
            }
        } catch (IOException e) {
            // Not Linux. A run of ours then counts as one of the machine: rows that it lost are told, and no failure.
        }
        String own = ProcessHandle.current().pid() + "-"
                + ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Object::toString)
                        .orElse("?");
        return own.length() >= LENGTH ? own.substring(0, LENGTH) : own + "-".repeat(LENGTH - own.length());
    }
}
