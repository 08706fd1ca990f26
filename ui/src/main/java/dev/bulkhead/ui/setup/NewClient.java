package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The client that is being added, from step to step. Keeps the passphrase until the last step is done, since each server that is
 * let in wants it afresh; closing forgets it. JavaFX thread.
 */
final class NewClient implements Owner, AutoCloseable {
    private static final int LONGEST_ID = 40;

    private String name = "";
    private String id = "";
    private String workspace = "";
    private Optional<TenantId> added = Optional.empty();
    private Optional<SecretBytes> passphrase = Optional.empty();
    private final List<String> secrets = new ArrayList<>();

    /** An id that {@code name} suggests: lower-case letters and digits, with dashes between words; may be empty. */
    static String suggestedId(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss")
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
        return plain.length() > LONGEST_ID ? plain.substring(0, LONGEST_ID).replaceAll("-+$", "") : plain;
    }

    void named(String newName, String newId, String newWorkspace) {
        name = newName;
        id = newId;
        workspace = newWorkspace;
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    String workspace() {
        return workspace;
    }

    /** The supervisor has it: there is no way back from here. */
    void added(SecretBytes itsPassphrase) {
        added = Optional.of(new TenantId(id));
        passphrase = Optional.of(itsPassphrase);
    }

    Optional<TenantId> added() {
        return added;
    }

    @Override
    public TenantId tenant() {
        return added.orElseThrow();
    }

    @Override
    public Optional<SecretBytes> passphrase() {
        return passphrase.map(SecretBytes::copy);
    }

    @Override
    public List<String> secrets() {
        return secrets;
    }

    @Override
    public void close() {
        passphrase.ifPresent(SecretBytes::close);
        passphrase = Optional.empty();
    }
}
