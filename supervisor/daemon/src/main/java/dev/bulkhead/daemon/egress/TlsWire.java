package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One end that speaks TLS; HTTP/1.1 is all that is offered in it. Its handshake is done. */
final class TlsWire implements Wire {
    private static final String[] PROTOCOLS = {"http/1.1"};

    private final SSLSocket socket;

    private TlsWire(SSLSocket socket) {
        this.socket = socket;
    }

    /** Shakes hands as a server with who is at the other end of {@code under}. */
    static TlsWire server(Wire under, SSLContext context) throws IOException {
        SSLSocketFactory factory = context.getSocketFactory();
        return shaken((SSLSocket) factory.createSocket(new WireSocket(under), null, true), false);
    }

    /** Shakes hands with a server that has to show a certificate for {@code host}. */
    static TlsWire client(Wire under, SSLContext context, String host, int port) throws IOException {
        SSLSocketFactory factory = context.getSocketFactory();
        return shaken((SSLSocket) factory.createSocket(new WireSocket(under), host, port, true), true);
    }

    private static TlsWire shaken(SSLSocket socket, boolean isClient) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(PROTOCOLS);
        if (isClient) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110 §4.3.4
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new TlsWire(socket);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = socket.getInputStream().read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (read > 0) {
            into.position(into.position() + read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        socket.getOutputStream().write(from.array(), from.arrayOffset() + from.position(), from.remaining());
        from.position(from.limit());
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }
}
