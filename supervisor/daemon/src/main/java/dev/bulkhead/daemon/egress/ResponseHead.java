package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.ProxyRequest.Field;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an origin's answer, for a client that gets one answer on its connection.
 *
 * @param text as it goes to the client, each character one byte
 * @param isLast false for an interim answer (1xx), after which another head comes
 * @param bodyLength empty when the body ends with the connection, or says itself where it ends
 */
record ResponseHead(String text, boolean isLast, OptionalLong bodyLength) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    /** Reads the head that answers a request with {@code method}. */
    static ResponseHead read(byte[] head, String method) throws MalformedHeadException {
        Fields fields = Fields.read(head);
        Matcher status = STATUS.matcher(fields.startLine());
        if (!status.matches() || status.group(1).equals("101")) {
            throw new MalformedHeadException("the answer is no HTTP/1.1");
        }
        boolean isLast = !status.group(1).startsWith("1");
        Optional<String> coding = fields.one("Transfer-Encoding");
        StringBuilder text = new StringBuilder(fields.startLine()).append("\r\n");
        for (Field field : fields.endToEnd()) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        coding.ifPresent(
                value -> text.append("Transfer-Encoding: ").append(value).append("\r\n"));
        if (isLast) {
            text.append("Connection: close\r\n");
        }
        text.append("\r\n");
        boolean bodiless = method.equals("HEAD")
                || status.group(1).equals("204")
                || status.group(1).equals("304");
        Optional<String> length = fields.one("Content-Length");
        OptionalLong bodyLength = OptionalLong.empty();
        if (bodiless) {
            bodyLength = OptionalLong.of(0);
        } else if (coding.isEmpty() && length.isPresent() && length.get().matches("[0-9]{1,18}")) {
            bodyLength = OptionalLong.of(Long.parseLong(length.get()));
        }
        return new ResponseHead(text.toString(), isLast, bodyLength);
    }
}
