package dev.bulkhead.daemon.process.keychain;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;

/** Finds the keychain of this desktop. */
public final class Keychains {
    private Keychains() {}

    /** Returns it, with entries of {@code home} alone; one that says what is missing where there is none. */
    public static UnlockStore ofThisDesktop(BulkheadHome home) {
        String name = nameOf(home);
        return switch (DesktopSystem.here()) {
            case LINUX ->
                Files.isExecutable(SecretService.PROGRAM)
                        ? new SecretService(name, new DesktopProgram())
                        : UnlockStore.unavailable(
                                "there is no " + SecretService.PROGRAM
                                        + " to ask the desktop's keychain with: install the package libsecret-tools (Fedora: libsecret)");
            case MACOS -> new MacKeychain(name, new DesktopProgram());
            case WINDOWS -> windows(home, name);
            case OTHER -> UnlockStore.unavailable("there is no keychain that is known on this system");
        };
    }

    private static UnlockStore windows(BulkheadHome home, String name) {
        try {
            return new WindowsKeychain(home.state(), name, new WindowsProtection());
        } catch (IOException e) {
            return UnlockStore.unavailable("Windows' data protection cannot be called: " + e.getMessage());
        }
    }

    /** Two homes of one user must not take each other's entries. */
    private static String nameOf(BulkheadHome home) {
        byte[] path = home.root().toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Sha256.of(path), 0, 12);
    }
}
