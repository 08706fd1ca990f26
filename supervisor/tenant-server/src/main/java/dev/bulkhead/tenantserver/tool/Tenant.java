package dev.bulkhead.tenantserver.tool;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The one tenant that this process serves.
 *
 * @param id the tenant's id
 * @param name what people call it
 * @param version what the server says its version is
 * @param workspace its files
 * @param secrets its credentials by name; they leave this process through a tool's own use of them alone
 */
public record Tenant(String id, String name, String version, Workspace workspace, Map<String, SecretBytes> secrets) {
    public Tenant {
        secrets = Map.copyOf(secrets);
    }

    /** The names of the credentials, sorted. */
    public List<String> accounts() {
        List<String> names = new ArrayList<>(secrets.keySet());
        Collections.sort(names);
        return names;
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return "Tenant[" + id + "]";
    }
}
