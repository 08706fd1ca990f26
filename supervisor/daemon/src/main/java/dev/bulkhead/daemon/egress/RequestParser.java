package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.ProxyRequest.Body;
import dev.bulkhead.daemon.egress.ProxyRequest.Field;
import dev.bulkhead.daemon.egress.ProxyRequest.Transport;
import dev.bulkhead.daemon.tenant.Destination;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the head of a request to a proxy (RFC 9112 §3). Whatever the origin could read in another way than we do is refused: two
 * lengths, a length beside a transfer coding, a Host that is not the target's. Stateless.
 */
final class RequestParser {
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:\\[([0-9A-Fa-f.]{0,4}:[0-9A-Fa-f:.]{1,44})]|([A-Za-z0-9._-]{1,254}))(?::([0-9]{1,5}))?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private RequestParser() {}

    /** Reads {@code head}, with the empty line at its end. */
    static ProxyRequest parse(byte[] head) throws MalformedHeadException {
        Fields fields = Fields.read(head);
        String[] words = fields.startLine().split(" ", -1);
        if (words.length != 3 || !Fields.isToken(words[0])) {
            throw new MalformedHeadException("the first line is no request");
        }
        String version = words[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new MalformedHeadException("this proxy speaks HTTP/1.1");
        }
        if (!words[1].chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new MalformedHeadException(
                    "the target is not plain ASCII: write names as xn--, and other bytes as %");
        }
        return words[0].equals("CONNECT") ? tunnel(words[1], fields) : forward(words[0], words[1], version, fields);
    }

    /**
     * Reads {@code head}, with the empty line at its end, as it stands inside a tunnel to {@code destination}.
     *
     * @param defaultPort what goes without saying there
     */
    static ProxyRequest.Forward within(byte[] head, Destination destination, int defaultPort)
            throws MalformedHeadException {
        Fields fields = Fields.read(head);
        String[] words = fields.startLine().split(" ", -1);
        boolean isRequest = words.length == 3 && Fields.isToken(words[0]) && words[2].matches("HTTP/1\\.[01]");
        if (!isRequest || !words[1].startsWith("/") || !words[1].chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new MalformedHeadException("the first line inside the tunnel is no request of HTTP/1.1");
        }
        return forward(words[0], destination + words[1], words[2], fields, Transport.PLAIN, defaultPort);
    }

    private static ProxyRequest.Forward forward(String method, String target, String version, Fields fields)
            throws MalformedHeadException {
        if (target.regionMatches(true, 0, "http://", 0, "http://".length())) {
            return forward(method, target.substring("http://".length()), version, fields, Transport.PLAIN, HTTP);
        }
        if (target.regionMatches(true, 0, "https://", 0, "https://".length())) {
            return forward(method, target.substring("https://".length()), version, fields, Transport.TLS, HTTPS);
        }
        throw new MalformedHeadException("this is a proxy: the target is a whole URL, as in http://host/path");
    }

    private static ProxyRequest tunnel(String target, Fields fields) throws MalformedHeadException {
        Matcher authority = AUTHORITY.matcher(target);
        if (!authority.matches() || authority.group(3) == null) {
            throw new MalformedHeadException("CONNECT takes a host and a port, as in api.acme.example:443");
        }
        Destination destination = destination(authority, 0);
        Optional<String> host = fields.one("Host");
        // Some clients leave the port out here, whichever it is; the target has it.
        if (host.isPresent()) {
            same(host.get(), destination, destination.port());
        }
        if (!body(fields, "HTTP/1.1").equals(Body.NONE)) {
            throw new MalformedHeadException("CONNECT has no body");
        }
        return new ProxyRequest.Tunnel(destination);
    }

    private static ProxyRequest.Forward forward(
            String method, String rest, String version, Fields fields, Transport transport, int defaultPort)
            throws MalformedHeadException {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String path = rest.substring(end);
        Matcher authority = AUTHORITY.matcher(rest.substring(0, end));
        if (!authority.matches() || path.contains("#")) {
            throw new MalformedHeadException("the target's host is no host: no user, no password, no fragment");
        }
        Destination destination = destination(authority, defaultPort);
        Optional<String> host = fields.one("Host");
        if (host.isPresent()) {
            same(host.get(), destination, defaultPort);
        } else if (version.equals("HTTP/1.1")) {
            throw new MalformedHeadException("the field Host is missing");
        }
        List<Field> endToEnd = fields.endToEnd().stream()
                .filter(field ->
                        !field.name().equalsIgnoreCase("host") && !field.name().equalsIgnoreCase("content-length"))
                .toList();
        String shown = destination.toString();
        return new ProxyRequest.Forward(
                destination,
                transport,
                destination.port() == defaultPort ? shown.substring(0, shown.lastIndexOf(':')) : shown,
                method,
                path.startsWith("/") ? path : "/" + path,
                version,
                endToEnd,
                body(fields, version));
    }

    private static void same(String host, Destination destination, int defaultPort) throws MalformedHeadException {
        Matcher authority = AUTHORITY.matcher(host);
        if (!authority.matches() || !destination(authority, defaultPort).equals(destination)) {
            throw new MalformedHeadException("the field Host names another host than the target");
        }
    }

    private static Destination destination(Matcher authority, int defaultPort) throws MalformedHeadException {
        String host = authority.group(1) != null ? authority.group(1) : authority.group(2);
        int port = authority.group(3) == null ? defaultPort : Integer.parseInt(authority.group(3));
        return HostNames.canonical(host, port)
                .orElseThrow(() -> new MalformedHeadException(
                        "the host is no name or address, or one that can be read in two ways, or the port is none"));
    }

    private static Body body(Fields fields, String version) throws MalformedHeadException {
        Optional<String> length = fields.one("Content-Length");
        Optional<String> coding = fields.one("Transfer-Encoding");
        if (coding.isPresent()) {
            if (length.isPresent() || !coding.get().equalsIgnoreCase("chunked") || version.equals("HTTP/1.0")) {
                throw new MalformedHeadException("the body's length can be read in two ways: use Content-Length alone,"
                        + " or Transfer-Encoding: chunked alone");
            }
            return new Body(OptionalLong.empty(), true);
        }
        if (length.isEmpty()) {
            return Body.NONE;
        }
        if (!LENGTH.matcher(length.get()).matches()) {
            throw new MalformedHeadException("the field Content-Length is no number");
        }
        return new Body(OptionalLong.of(Long.parseLong(length.get())), false);
    }
}
