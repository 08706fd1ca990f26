package dev.bulkhead.daemon.process.keychain;

import dev.bulkhead.daemon.process.keychain.DesktopProgram.Answer;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Linux: the Secret Service of the desktop's session, through secret-tool(1), which takes a secret on its standard input. */
final class SecretService implements UnlockStore {
    static final Path PROGRAM = Path.of("/usr/bin/secret-tool");

    private final String home;
    private final DesktopProgram program;

    /** @param home tells the entries of one home from another's */
    SecretService(String home, DesktopProgram program) {
        this.home = home;
        this.program = program;
    }

    @Override
    public void put(TenantId tenant, Item item, SecretBytes value) throws IOException {
        byte[] text = Base64Entry.encode(value);
        try {
            Answer answer = program.run(command("store", tenant, item, "--label=Bulkhead: " + tenant), text);
            if (answer.exit() != 0) {
                throw failed(answer);
            }
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    @Override
    public Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException {
        Answer answer = program.run(command("lookup", tenant, item), new byte[0]);
        if (answer.exit() == 0) {
            return Optional.of(Base64Entry.decode(answer.out()));
        }
        // It has no status of its own for what is not there: it ends with 1 and says nothing.
        if (answer.err().isEmpty()) {
            return Optional.empty();
        }
        throw failed(answer);
    }

    @Override
    public void delete(TenantId tenant, Item item) throws IOException {
        Answer answer = program.run(command("clear", tenant, item), new byte[0]);
        if (answer.exit() != 0 && !answer.err().isEmpty()) {
            throw failed(answer);
        }
    }

    private List<String> command(String verb, TenantId tenant, Item item, String... options) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), verb));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of(
                "application",
                "bulkhead",
                "home",
                home,
                "tenant",
                tenant.value(),
                "item",
                item.name().toLowerCase(Locale.ROOT)));
        return command;
    }

    private static IOException failed(Answer answer) {
        return new IOException("the desktop's keychain (Secret Service) cannot be used: "
                + (answer.err().isEmpty()
                        ? "status " + answer.exit()
                        : answer.err().replaceAll("\\s+", " "))
                + "; sign in with the passphrase");
    }
}
