package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A lasting answer of the consultant about one host and one tenant.
 *
 * @param id names it for people: {@code h-} and eight hex digits
 * @param answer whether it may work for the tenant
 * @param tools the tools that it may call there, within what everything else allows
 * @param since when it was answered
 * @param by who answered, by the kernel's word
 * @param seal proves that it was written while somebody was signed in to the tenant, see {@link HostSeal}
 */
public record KnownHost(
        String id,
        TenantId tenant,
        HostIdentity identity,
        Lasting answer,
        List<ToolPattern> tools,
        Instant since,
        String by,
        String seal) {
    /** What was answered for good. */
    public enum Lasting {
        ALWAYS,
        NEVER
    }

    public KnownHost {
        tools = List.copyOf(tools);
    }

    KnownHost withSeal(String made) {
        return new KnownHost(id, tenant, identity, answer, tools, since, by, made);
    }

    /**
     * What the seal is made over. It begins with a zero byte, which no JSON does: the key is the one that names arguments in the
     * audit, and whoever has a session chooses arguments and reads their names.
     */
    byte[] sealed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(0);
            for (String text : List.of(
                    "bulkhead known host 1",
                    id,
                    tenant.value(),
                    identity.executable(),
                    identity.sha256(),
                    identity.script(),
                    identity.scriptSha256(),
                    answer.name(),
                    String.join(" ", tools.stream().map(ToolPattern::value).toList()),
                    since.toString(),
                    by)) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes bytes", e);
        }
        return bytes.toByteArray();
    }
}
