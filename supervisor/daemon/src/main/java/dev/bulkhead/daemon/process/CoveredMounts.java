package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves from outside that what should be read-only in a sandbox is covered by itself, by what the kernel says of its mounts
 * (proc_pid_mountinfo(5)). bwrap mounts by path: a folder on the way that somebody exchanged for a link at that moment would have it
 * cover something else, or show something of elsewhere. Stateless.
 */
final class CoveredMounts {
    private CoveredMounts() {}

    private record Mounted(String parent, String device, String root, String at, boolean isReadOnly) {}

    /**
     * @param pid a process inside, as the kernel numbers it outside
     * @param base where the workspace stands inside
     * @param readOnly relative to it
     * @throws SandboxUnavailableException when one of {@code readOnly} is not covered by itself
     */
    static void check(long pid, String base, List<Path> readOnly) throws IOException, SandboxUnavailableException {
        check(Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")), base, readOnly);
    }

    static void check(List<String> mountinfo, String base, List<Path> readOnly) throws SandboxUnavailableException {
        Map<String, Mounted> byNumber = new HashMap<>();
        Map<String, Mounted> byPlace = new HashMap<>();
        for (String line : mountinfo) {
            String[] words = line.split(" ");
            Mounted mounted = new Mounted(
                    words[1],
                    words[2],
                    plain(words[3]),
                    plain(words[4]),
                    List.of(words[5].split(",")).contains("ro"));
            byNumber.put(words[0], mounted);
            byPlace.put(mounted.at, mounted);
        }
        for (Path path : readOnly) {
            Mounted there = byPlace.get(base + "/" + path);
            Mounted below = there == null ? null : byNumber.get(there.parent);
            if (!coversItself(there, below)) {
                throw new SandboxUnavailableException("'" + path
                        + "' in the workspace was moved while a sandbox began, so it was not started: try again");
            }
        }
    }

    private static boolean coversItself(@Nullable Mounted there, @Nullable Mounted below) {
        if (there == null || below == null || !there.isReadOnly || !there.device.equals(below.device)) {
            return false;
        }
        String root = below.root.equals("/") ? "" : below.root;
        return there.root.equals(root + there.at.substring(below.at.length()));
    }

    /** Spaces and the like are octal numbers there. */
    private static String plain(String word) {
        if (word.indexOf('\\') < 0) {
            return word;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] from = word.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '\\' && i + 3 < from.length) {
                bytes.write(Integer.parseInt(new String(from, i + 1, 3, StandardCharsets.US_ASCII), 8));
                i += 3;
            } else {
                bytes.write(from[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
