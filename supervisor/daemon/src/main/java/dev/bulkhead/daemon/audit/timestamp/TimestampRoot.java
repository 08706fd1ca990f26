package dev.bulkhead.daemon.audit.timestamp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Set;

/** The one certificate that an authority's certificates must lead to (RFC 5280 §6). Immutable. */
public final class TimestampRoot {
    private static final int MOST_BYTES = 1 << 16;

    private final X509Certificate certificate;

    private TimestampRoot(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /** @throws IOException when {@code pem} holds no certificate, or cannot be read */
    public static TimestampRoot of(Path pem) throws IOException {
        try (var in = Files.newInputStream(pem)) {
            var read = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(in.readNBytes(MOST_BYTES)));
            if (read instanceof X509Certificate certificate) {
                return new TimestampRoot(certificate);
            }
            throw new IOException(pem + " holds no certificate");
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificate in PEM: " + e.getMessage(), e);
        }
    }

    /**
     * Returns when {@code signer} leads here, and did at {@code time}. Nobody is asked whether it was revoked since: the desktop may be offline,
     * and an authority's list says nothing of years ago.
     *
     * @param others the certificates that came with it
     */
    void require(X509Certificate signer, Collection<X509Certificate> others, Instant time)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(signer);
        PKIXBuilderParameters path = new PKIXBuilderParameters(Set.of(new TrustAnchor(certificate, null)), target);
        path.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        path.setRevocationEnabled(false);
        path.setDate(Date.from(time));
        CertPathBuilder.getInstance("PKIX").build(path);
    }
}
