package dev.bulkhead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether this machine lets a sandbox be made, and which one thing opens it where it does not. Tried with a real, minimal sandbox:
 * that bwrap is there says nothing about what the kernel lets it do.
 */
final class SandboxCheck {
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    private static final Path PROFILE = Path.of("/etc/apparmor.d/bwrap-userns-restrict");
    private static final Path EXTRA = Path.of("/usr/share/apparmor/extra-profiles/bwrap-userns-restrict");
    private static final String OR_WEAKER =
            "; or, weaker, name the profile in the tenant's settings: sandbox: { profile: landlock }";

    private SandboxCheck() {}

    static List<Finding> findings() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        String system = System.getProperty("os.name");
        if (!system.startsWith("Linux")) {
            findings.add(new Finding("sandbox", true, system + ": its profiles were built and not run yet", ""));
            return findings;
        }
        findings.add(sandbox());
        findings.add(landlock());
        if ("root".equals(System.getProperty("user.name"))) {
            findings.add(new Finding(
                    "user",
                    true,
                    "root: the walls hold, but the kernel counts no process of root's, so that this limit is watched"
                            + " instead; an ordinary user is better",
                    ""));
        }
        return findings;
    }

    private static Finding sandbox() throws IOException, InterruptedException {
        if (!Files.isExecutable(BWRAP)) {
            return new Finding(
                    "sandbox",
                    false,
                    BWRAP + " is missing; no tenant server can start",
                    "install the package bubblewrap");
        }
        Process trial = new ProcessBuilder(
                        BWRAP.toString(),
                        "--unshare-user",
                        "--unshare-pid",
                        "--unshare-net",
                        "--disable-userns",
                        "--ro-bind",
                        "/",
                        "/",
                        "--proc",
                        "/proc",
                        "--die-with-parent",
                        "true")
                .redirectErrorStream(true)
                .start();
        trial.getOutputStream().close();
        String said = new String(trial.getInputStream().readAllBytes(), UTF_8).trim();
        boolean ended = trial.waitFor(10, TimeUnit.SECONDS);
        if (ended && trial.exitValue() == 0) {
            return new Finding("sandbox", true, "bubblewrap can make one", "");
        }
        return new Finding(
                "sandbox", false, "bubblewrap cannot make one, and nothing starts without: " + said, cure(said));
    }

    /** Returns the one command that opens what {@code said}, bwrap's words, says is closed: for bwrap alone where that can be. */
    static String cure(String said) {
        if (said.contains("nknown option")) {
            return "bubblewrap is older than 0.8: install a newer one";
        }
        if (said.contains("uid map") || said.contains("RTM_NEWADDR")) {
            String profile = Files.exists(PROFILE)
                    ? "sudo apparmor_parser -r " + PROFILE
                    : Files.exists(EXTRA)
                            ? "sudo cp " + EXTRA + " /etc/apparmor.d/ && sudo apparmor_parser -r " + PROFILE
                            : "sudo apt-get install -y apparmor-profiles && sudo cp " + EXTRA
                                    + " /etc/apparmor.d/ && sudo apparmor_parser -r " + PROFILE;
            return "AppArmor keeps user namespaces from bwrap; this opens them for bwrap alone: " + profile + OR_WEAKER;
        }
        if (said.contains("No permissions to create")) {
            return "the kernel keeps user namespaces from users: sudo sysctl -w kernel.unprivileged_userns_clone=1"
                    + OR_WEAKER;
        }
        if (said.contains("ENOSPC") || said.contains("because of limits")) {
            return "the machine allows no user namespaces: sudo sysctl -w user.max_user_namespaces=15000" + OR_WEAKER;
        }
        if (said.contains("Operation not permitted")) {
            return "what runs this (a container?) refuses namespaces: let it, as in 'docker run --security-opt"
                    + " seccomp=unconfined'" + OR_WEAKER;
        }
        return "see what bwrap says above";
    }

    /** The list is not readable everywhere: then nothing is known, and nothing is wrong. */
    private static Finding landlock() {
        try {
            boolean there = List.of(Files.readString(Path.of("/sys/kernel/security/lsm"))
                            .trim()
                            .split(","))
                    .contains("landlock");
            return new Finding(
                    "Landlock", true, there ? "stands behind the sandbox" : "not in this kernel: one wall less", "");
        } catch (IOException e) {
            return new Finding("Landlock", true, "used where the kernel has it (which cannot be read here)", "");
        }
    }
}
