package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who has a tenant server started. Called on the threads that start it and its upstreams, and that read from them. */
public interface ServerOwner {
    /** Takes the process as soon as there is one: it has proven nothing yet, but can be ended. */
    void begun(TenantProcess process);

    /** Returns {@code line}, which the server said, as it may stand in the log: without the tenant's credentials. */
    String forLog(String line);

    /** Takes what the server's upstreams tell a model, in place of what they told before. Must not wait. */
    void instructions(String text);

    /** Takes the capabilities that the server and its upstreams have together by now. Must not wait. */
    void capabilities(JsonNode capabilities);

    /** Returns a copy of the tenant's credential of that name, for an upstream whose settings name it; the caller closes it. */
    Optional<SecretBytes> secret(String name);

    /** The tenant's settings as they are now. */
    TenantSettings settings();

    /** What no sandbox of this tenant may see: the other tenants' workspaces. */
    List<Path> closed();
}
