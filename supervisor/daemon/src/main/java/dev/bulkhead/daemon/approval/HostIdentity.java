package dev.bulkhead.daemon.approval;

import java.util.regex.Pattern;

/**
 * Which program a host is: the file that its process runs and that file's content, and for an interpreter the script with its
 * content. The same program elsewhere, or other content under the same path, is another host.
 *
 * @param executable the file, symbolic links resolved, as the kernel names it
 * @param sha256 of what runs, which need not be what stands at that path now
 * @param script what an interpreter was started with; "" for another program, or where its command line names no file. It is the
 *     process's own word, so it only ever makes the identity narrower
 * @param scriptSha256 of the script; "" without one
 */
public record HostIdentity(String executable, String sha256, String script, String scriptSha256) {
    static final int LONGEST_PATH = 4_096;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException when it could be no program's */
    public HostIdentity {
        boolean paths = isPath(executable) && (script.isEmpty() || isPath(script));
        boolean hashes = HASH.matcher(sha256).matches()
                && (script.isEmpty()
                        ? scriptSha256.isEmpty()
                        : HASH.matcher(scriptSha256).matches());
        if (!paths || !hashes) {
            throw new IllegalArgumentException("not the identity of a program");
        }
    }

    private static boolean isPath(String text) {
        return text.startsWith("/") && text.length() <= LONGEST_PATH;
    }

    /** Returns whether both run the same files, whatever is in them. */
    boolean isAtThePlaceOf(HostIdentity other) {
        return executable.equals(other.executable) && script.equals(other.script);
    }

    /** The file, and the script of an interpreter, for people. */
    public String shown() {
        return script.isEmpty() ? executable : executable + " " + script;
    }
}
