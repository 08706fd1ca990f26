package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a client of the proxy asks for, as its head says without ambiguity. */
sealed interface ProxyRequest {
    /** Canonical: what is checked and what is connected to. */
    Destination destination();

    /** A tunnel of bytes: {@code CONNECT host:port}, RFC 9110 §9.3.6. */
    record Tunnel(Destination destination) implements ProxyRequest {}

    /**
     * One plain request: {@code GET http://host/path}, RFC 9112 §3.2.2.
     *
     * @param transport how the origin is spoken to
     * @param host the field Host, without a port that goes without saying
     * @param target path and query, in origin form
     * @param version {@code HTTP/1.0} or {@code HTTP/1.1}
     * @param fields end to end alone, in their order, without Host and framing
     */
    record Forward(
            Destination destination,
            Transport transport,
            String host,
            String method,
            String target,
            String version,
            List<Field> fields,
            Body body)
            implements ProxyRequest {
        public Forward {
            fields = List.copyOf(fields);
        }

        /** Returns the same with {@code field} alone of its name. */
        Forward withField(Field field) {
            List<Field> others = new ArrayList<>(fields);
            others.removeIf(other -> other.name().equalsIgnoreCase(field.name()));
            others.add(field);
            return new Forward(destination, transport, host, method, target, version, others, body);
        }

        /** Returns the head as it goes to the origin. */
        String head() {
            StringBuilder head = new StringBuilder(512);
            head.append(method)
                    .append(' ')
                    .append(target)
                    .append(' ')
                    .append(version)
                    .append("\r\n");
            head.append("Host: ").append(host).append("\r\n");
            fields.forEach(field ->
                    head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
            if (body.chunked()) {
                head.append("Transfer-Encoding: chunked\r\n");
            }
            body.length()
                    .ifPresent(length ->
                            head.append("Content-Length: ").append(length).append("\r\n"));
            return head.append("Via: 1.1 bulkhead\r\nConnection: close\r\n\r\n").toString();
        }
    }

    /** What lies under HTTP. */
    enum Transport {
        PLAIN,
        TLS
    }

    /** One header field: name and value as they came, without the white space around the value. */
    record Field(String name, String value) {}

    /**
     * How long a request's body is.
     *
     * @param length empty for none, and for a chunked one
     */
    record Body(OptionalLong length, boolean chunked) {
        static final Body NONE = new Body(OptionalLong.empty(), false);
    }
}
