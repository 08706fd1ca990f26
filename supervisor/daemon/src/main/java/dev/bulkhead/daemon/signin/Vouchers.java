package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.protocol.home.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What providers have vouched for and nobody has signed in with yet. A tenant whose settings pin a provider is let in by its
 * word alone, given under the settings that are in force at that moment. Safe for any thread.
 */
public final class Vouchers implements Vouching {
    private final Function<TenantId, Optional<IdentitySettings>> identityOf;
    private final Map<TenantId, Word> words = new ConcurrentHashMap<>();

    private record Word(IdentitySettings given, Grant grant) {}

    /** @param identityOf the settings in force; empty where the passphrase alone signs in */
    public Vouchers(Function<TenantId, Optional<IdentitySettings>> identityOf) {
        this.identityOf = identityOf;
    }

    Optional<IdentitySettings> identity(TenantId tenant) {
        return identityOf.apply(tenant);
    }

    /** Keeps a word for the sign-in that follows. */
    void put(TenantId tenant, IdentitySettings given, Grant grant) {
        words.put(tenant, new Word(given, grant));
    }

    /** Throws away what nobody has taken. */
    void discard(TenantId tenant) {
        words.remove(tenant);
    }

    @Override
    public Optional<Grant> take(TenantId tenant, String owner) {
        Word word = words.remove(tenant);
        Optional<IdentitySettings> now = identityOf.apply(tenant);
        if (now.isEmpty()) {
            return BY_PASSPHRASE.take(tenant, owner);
        }
        return word != null && word.given().equals(now.get()) ? Optional.of(word.grant()) : Optional.empty();
    }
}
