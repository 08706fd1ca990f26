package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.audit.ArgsHash;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in that a tenant's sessions live on, with what is made of its vault: what finds credentials in lines, and what names
 * arguments in the audit. Safe for any thread; nobody who only reads waits for more than a line to be looked through.
 */
final class LiveSignIn {
    private record Open(SignIn signIn, ArgsHash argsHash, Redactor redactor) {}

    private final ArgsHash lobbyHash;
    private volatile @Nullable Open open;

    /** @param lobbyKey names arguments while nobody is signed in; ends with this process */
    LiveSignIn(SecretBytes lobbyKey) {
        this.lobbyHash = new ArgsHash(lobbyKey);
    }

    boolean isThere() {
        return open != null;
    }

    Optional<SignIn> now() {
        return Optional.ofNullable(open).map(Open::signIn);
    }

    /** Returns whether {@code signIn} is the live one: neither ended nor replaced by another. */
    boolean isStill(SignIn signIn) {
        Open now = open;
        return now != null && now.signIn().epoch() == signIn.epoch();
    }

    /** Returns whether it allows only tools that say they change nothing; so does none at all. */
    boolean isReadOnly() {
        Open now = open;
        return now == null || now.signIn().grant().readOnly();
    }

    /** Begins with {@code signIn}. */
    synchronized void begin(SignIn signIn) {
        Map<String, SecretBytes> secrets = secrets(signIn);
        try (SecretBytes key = signIn.vault().argsKey()) {
            open = new Open(signIn, new ArgsHash(key), new Redactor(secrets));
        } finally {
            secrets.values().forEach(SecretBytes::close);
        }
    }

    /** Takes on what {@code signIn} allows now; returns false when it is not the live one. */
    synchronized boolean change(SignIn signIn) {
        Open now = open;
        if (now == null || now.signIn().epoch() != signIn.epoch()) {
            return false;
        }
        open = new Open(signIn, now.argsHash(), now.redactor());
        return true;
    }

    /** Takes on the credentials that the vault holds now; returns false when the sign-in is ending. */
    synchronized boolean takeOnCredentials() {
        Open now = open;
        if (now == null) {
            return false;
        }
        Map<String, SecretBytes> secrets;
        try {
            secrets = secrets(now.signIn());
        } catch (IllegalStateException e) {
            // The vault is closed before anybody is told of the sign-out.
            return false;
        }
        try {
            open = new Open(now.signIn(), now.argsHash(), new Redactor(secrets, now.redactor()));
        } finally {
            secrets.values().forEach(SecretBytes::close);
        }
        now.redactor().close();
        return true;
    }

    private static Map<String, SecretBytes> secrets(SignIn signIn) {
        Map<String, SecretBytes> secrets = new HashMap<>();
        signIn.vault().secrets().forEach((name, secret) -> secrets.put(name.value(), secret));
        return secrets;
    }

    /** Ends it; its keys go. */
    synchronized void end() {
        Open was = open;
        open = null;
        if (was != null) {
            was.redactor().close();
            was.argsHash().close();
        }
    }

    /** Returns the line without the tenant's credentials; null when nobody is signed in any more: then it may not pass. */
    @Nullable
    Span redact(Span line) {
        for (Open now = open; now != null; now = open) {
            Span clean = now.redactor().redact(line);
            if (clean != null) {
                return clean;
            }
        }
        return null;
    }

    /** Returns {@code text} without the tenant's credentials; "" while nobody is signed in. */
    String clean(String text) {
        Span clean = redact(quoted(text));
        return clean == null ? "" : clean.text();
    }

    /** Returns {@code line} as it may stand in the log. */
    String forLog(String line) {
        Span clean = redact(quoted(line));
        return clean == null ? "(withheld, since nobody is signed in)" : clean.raw();
    }

    private static Span quoted(String text) {
        byte[] quoted = JsonStrings.quote(text).getBytes(StandardCharsets.UTF_8);
        return new Span(quoted, 0, quoted.length);
    }

    /** Names arguments: under the vault's key, or, while nobody is signed in, under one that ends with this process. */
    String argsHash(byte[] line, int offset, int length) {
        while (true) {
            Open now = open;
            try {
                return (now == null ? lobbyHash : now.argsHash()).of(line, offset, length);
            } catch (IllegalStateException e) {
                // Closed in between by a sign-out; the next look finds what counts now.
                if (now == null || isStill(now.signIn())) {
                    throw e;
                }
            }
        }
    }
}
