package dev.bulkhead.daemon.egress;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the desktop trusts in TLS: the authorities of its one file, and those of the supervisor's Java. Safe for any thread. */
public final class DesktopTrust {
    /** Where distributions keep the authorities' certificates as one file. */
    private static final List<Path> PLACES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private final Path file;

    /** Guarded by this; read when it is needed first, which for most supervisors is never. */
    private @Nullable SSLContext origins;

    public DesktopTrust(Path file) {
        this.file = file;
    }

    /** As this desktop is set up. */
    public static DesktopTrust ofThisDesktop() {
        return new DesktopTrust(
                PLACES.stream().filter(Files::isRegularFile).findFirst().orElse(PLACES.getFirst()));
    }

    /** The desktop's own file; it need not exist. */
    public Path file() {
        return file;
    }

    /** Returns what origins are judged by. */
    public synchronized SSLContext origins() throws IOException {
        SSLContext there = origins;
        if (there == null) {
            try {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(store(certificates()));
                there = SSLContext.getInstance("TLS");
                there.init(null, factory.getTrustManagers(), null);
            } catch (GeneralSecurityException e) {
                throw new IOException("the desktop's certificates cannot be used", e);
            }
            origins = there;
        }
        return there;
    }

    private static KeyStore store(List<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return store;
    }

    private List<Certificate> certificates() throws GeneralSecurityException, IOException {
        List<Certificate> all = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                all.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
            }
        }
        TrustManagerFactory javas = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        javas.init((KeyStore) null);
        for (TrustManager manager : javas.getTrustManagers()) {
            if (manager instanceof X509TrustManager authorities) {
                all.addAll(List.of(authorities.getAcceptedIssuers()));
            }
        }
        return all;
    }

    /** Writes the desktop's authorities and {@code one} more: as PEM, and as Java reads them. */
    void write(X509Certificate one, Path pem, Path store) throws IOException {
        try {
            List<Certificate> all = new ArrayList<>(certificates());
            all.add(one);
            try (OutputStream out = Files.newOutputStream(BulkheadHome.privateFile(store))) {
                store(all).store(out, new char[0]);
            }
            try (OutputStream out = Files.newOutputStream(BulkheadHome.privateFile(pem))) {
                for (Certificate each : all) {
                    out.write(pem(each).getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("whom a sandbox is to trust cannot be written", e);
        }
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
