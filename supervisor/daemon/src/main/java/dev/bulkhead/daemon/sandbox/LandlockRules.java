package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of landlock(7) that say with files what a profile's options say with mounts, so that the one wall stands behind the
 * other: what is mounted read-only is read and executed; what can be written is never executed; devices are read and written.
 * In the form that the stage takes: {@code rx /usr/bin/node}. Stateless.
 */
final class LandlockRules {
    private LandlockRules() {}

    /**
     * Returns the rules for paths as they are inside.
     *
     * @param words bubblewrap's options
     * @param written what a program may do with what it can write: {@code rw}, or {@code rwx} where a package's scripts run
     */
    static List<String> inside(List<String> words, String written) {
        List<String> rules = new ArrayList<>(List.of("r /"));
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--ro-bind", "--ro-bind-try" -> rules.add("rx " + words.get(i + 2));
                case "--bind" -> rules.add(written + " " + words.get(i + 2));
                case "--dev-bind" -> rules.add("rw " + words.get(i + 2));
                case "--tmpfs" -> {
                    if (words.get(i + 1).equals("/tmp")) {
                        rules.add(written + " /tmp");
                    }
                }
                default -> {}
            }
        }
        return rules;
    }

    /**
     * Returns the rules for paths as the desktop has them: for a wall that mounts nothing.
     *
     * @param temporary a folder that stands for {@code /tmp}
     */
    static List<String> outside(List<String> words, Path temporary) {
        List<String> rules = new ArrayList<>(List.of("r /proc/self", "r /proc/meminfo", "r /proc/cpuinfo"));
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--ro-bind", "--ro-bind-try" -> rules.add("rx " + words.get(i + 1));
                case "--bind", "--dev-bind" -> rules.add("rw " + words.get(i + 1));
                default -> {}
            }
        }
        rules.add("rw " + temporary);
        return rules;
    }
}
