package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** What erases something and answers with a certificate, which is kept in a new file. */
final class CertificateFile {
    private CertificateFile() {}

    /**
     * Asks for it and returns the whole answer. The file is made before anything is erased: one that cannot be made must not cost the
     * certificate.
     *
     * @param certificate where in the answer it is
     */
    static JsonNode of(
            Path file,
            String command,
            ObjectNode args,
            UnaryOperator<JsonNode> certificate,
            ControlClient.Progress progress,
            SecretBytes secret)
            throws IOException, ControlRefusedException {
        try (NewFile fresh = NewFile.beside(file);
                Connection supervisor = Connection.open()) {
            JsonNode answer = supervisor.call(command, args, progress, secret);
            fresh.writer().println(certificate.apply(answer).toPrettyString());
            fresh.keep();
            return answer;
        }
    }
}
