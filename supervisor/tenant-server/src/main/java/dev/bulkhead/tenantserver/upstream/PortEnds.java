package dev.bulkhead.tenantserver.upstream;

import dev.bulkhead.tenantserver.bridge.Ends;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Future;

/** A bridge's ends while one process of the upstream runs. */
final class PortEnds implements Ends {
    private static final int HANDLE_BYTES = 24;

    private final UpstreamPort port;
    private final Link link;
    private final Outbox outbox;

    PortEnds(UpstreamPort port, Link link, Outbox outbox) {
        this.port = port;
        this.link = link;
        this.outbox = outbox;
    }

    @Override
    public void toUpstream(byte[] line) throws IOException {
        try {
            link.send(line);
        } catch (IOException e) {
            throw new IOException("the server '" + port.name() + "' takes no messages: " + e.getMessage(), e);
        }
    }

    @Override
    public void toHost(byte[] bytes, int from, int to) {
        outbox.add(new Events.Line(port, bytes, from, to));
    }

    @Override
    public Timer after(long millis, Runnable task) {
        Future<?> asked = port.later(millis, () -> {
            if (port.isOver(link)) {
                return;
            }
            task.run();
        });
        return () -> {
            if (asked != null) {
                asked.cancel(false);
            }
        };
    }

    @Override
    public String handle() {
        byte[] random = new byte[HANDLE_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    @Override
    public void noise(String what) {
        port.noise(link, what);
    }
}
