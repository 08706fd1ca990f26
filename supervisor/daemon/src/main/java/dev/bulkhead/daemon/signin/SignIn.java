package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;

/**
 * One live sign-in. It ends with {@link SignIns#signOut}, which closes the vault: whoever still holds this then gets
 * {@link IllegalStateException} from it.
 *
 * @param tenant the tenant
 * @param vault its open vault; sign-in closes it, nobody else
 * @param since when it began
 * @param grant what it allows now
 * @param epoch unlike that of every other sign-in of this process, also of the same tenant
 */
public record SignIn(TenantId tenant, Vault vault, Instant since, Grant grant, long epoch) {}
