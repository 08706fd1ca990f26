package dev.bulkhead.daemon.process.keychain;

import dev.bulkhead.daemon.process.keychain.DesktopProgram.Answer;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * macOS: the login keychain, through security(1). A value given as an argument would stand in the list of processes, so what
 * stores one is a line on the standard input of {@code security -i}. Built by its manual; it has not been run on a Mac.
 */
final class MacKeychain implements UnlockStore {
    private static final String PROGRAM = "/usr/bin/security";

    /** errSecItemNotFound, as security(1) ends with it. */
    private static final int NOT_FOUND = 44;

    private final String home;
    private final DesktopProgram program;

    /** @param home tells the entries of one home from another's */
    MacKeychain(String home, DesktopProgram program) {
        this.home = home;
        this.program = program;
    }

    @Override
    public void put(TenantId tenant, Item item, SecretBytes value) throws IOException {
        byte[] before = ("add-generic-password -U -a " + tenant + " -s " + service(item) + " -w ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] text = Base64Entry.encode(value);
        byte[] line = ByteBuffer.allocate(before.length + text.length + 1)
                .put(before)
                .put(text)
                .put((byte) '\n')
                .array();
        Arrays.fill(text, (byte) 0);
        try {
            // It goes on after a line that failed and ends with 0: what it says on stderr is the word.
            Answer answer = program.run(List.of(PROGRAM, "-i"), line);
            if (answer.exit() != 0 || !answer.err().isEmpty()) {
                throw failed(answer);
            }
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    @Override
    public Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException {
        Answer answer = program.run(
                List.of(PROGRAM, "find-generic-password", "-w", "-a", tenant.value(), "-s", service(item)),
                new byte[0]);
        if (answer.exit() == NOT_FOUND) {
            return Optional.empty();
        }
        if (answer.exit() != 0) {
            throw failed(answer);
        }
        return Optional.of(Base64Entry.decode(answer.out()));
    }

    @Override
    public void delete(TenantId tenant, Item item) throws IOException {
        Answer answer = program.run(
                List.of(PROGRAM, "delete-generic-password", "-a", tenant.value(), "-s", service(item)), new byte[0]);
        if (answer.exit() != 0 && answer.exit() != NOT_FOUND) {
            throw failed(answer);
        }
    }

    private String service(Item item) {
        return "bulkhead." + home + "." + item.name().toLowerCase(Locale.ROOT);
    }

    private static IOException failed(Answer answer) {
        return new IOException("the login keychain cannot be used: status " + answer.exit() + " of security(1)"
                + "; sign in with the passphrase");
    }
}
