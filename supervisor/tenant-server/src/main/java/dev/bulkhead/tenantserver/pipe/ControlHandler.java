package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.tenantserver.gateway.Upstream;
import dev.bulkhead.tenantserver.probe.Attempt;
import dev.bulkhead.tenantserver.tool.Rights;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the supervisor may say on lane 0. */
interface ControlHandler {
    void probe(List<Attempt> attempts) throws IOException;

    void bind(
            String tenant,
            String name,
            String version,
            String workspace,
            List<String> obeyed,
            Map<String, SecretBytes> secrets,
            List<Upstream> upstreams)
            throws IOException;

    void upstreams(List<Upstream> upstreams) throws IOException;

    void started(long request, int lane) throws IOException;

    void failed(long request, String why) throws IOException;

    void ended(int lane, String why) throws IOException;

    void open(int lane, String session, String prefix, Rights rights) throws IOException;

    void rotate(int lane, Rights rights) throws IOException;

    void close(int lane) throws IOException;

    void credit(int lane, long bytes) throws IOException;

    /** A message of a type that this version does not know. */
    void unknown(String type) throws IOException;
}
