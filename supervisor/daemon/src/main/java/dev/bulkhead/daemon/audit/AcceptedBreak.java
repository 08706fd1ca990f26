package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * The break of a stream that the consultant has accepted: what is behind it must hold again, what is before it is named for ever.
 * {@code state/accepted-breaks/<tenant>.json}.
 *
 * @param head the newest row that could be read then; the next one tells of the acceptance
 * @param time when it was accepted; checkpoints from before say nothing of the rows behind
 */
record AcceptedBreak(AuditHead head, Instant time) {
    static Optional<AcceptedBreak> read(Path file) throws IOException {
        ObjectNode content = new StateFile(file).read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AcceptedBreak(
                    new AuditHead(
                            content.path("seq").asLong(), content.path("hash").asText()),
                    Instant.parse(content.path("time").asText())));
        } catch (DateTimeParseException e) {
            throw new IOException(file + " cannot be read: remove it, and accept the break again", e);
        }
    }

    void write(Path file) throws IOException {
        BulkheadHome.privateFolder(Objects.requireNonNull(file.getParent()));
        new StateFile(file)
                .write(JsonNodeFactory.instance
                        .objectNode()
                        .put("seq", head.seq())
                        .put("hash", head.entryHash())
                        .put("time", time.toString()));
    }
}
