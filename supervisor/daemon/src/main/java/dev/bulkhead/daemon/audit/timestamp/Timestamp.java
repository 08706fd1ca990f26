package dev.bulkhead.daemon.audit.timestamp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

/**
 * What an authority said: that a text was there at a time (RFC 3161 §2.4.2). Immutable.
 *
 * @param time when, by the authority's clock
 * @param authority the subject of the certificate that signed it
 * @param response the whole answer in DER, as {@code openssl ts} reads it
 */
public record Timestamp(Instant time, String authority, byte[] response) {
    /**
     * Reads {@code response}, and verifies that it is about {@code text}, that its signature holds, and that the signer may stamp times (RFC 3161
     * §2.3) and leads to {@code root}.
     *
     * @throws IOException when it does not, with a sentence that says why
     */
    public static Timestamp verified(byte[] response, byte[] text, TimestampRoot root) throws IOException {
        try {
            TimeStampToken token = new TimeStampResponse(response).getTimeStampToken();
            if (token == null) {
                throw new IOException("the authority has granted no timestamp");
            }
            requireImprint(token, text);
            X509CertificateHolder signer = signer(token);
            // Also that it is for time-stamping alone, and that the token names this very certificate.
            token.validate(verifier(signer));
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
            List<X509Certificate> others = new ArrayList<>();
            for (X509CertificateHolder one : token.getCertificates().getMatches(null)) {
                others.add(converter.getCertificate(one));
            }
            root.require(converter.getCertificate(signer), others, time);
            return new Timestamp(time, signer.getSubject().toString(), response.clone());
        } catch (TSPException | GeneralSecurityException | OperatorCreationException | RuntimeException e) {
            throw new IOException("the timestamp does not hold: " + e.getMessage(), e);
        }
    }

    private static void requireImprint(TimeStampToken token, byte[] text) throws IOException, GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
        if (!token.getTimeStampInfo().getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
                || !Arrays.equals(token.getTimeStampInfo().getMessageImprintDigest(), digest)) {
            throw new IOException("the timestamp is about something else");
        }
    }

    private static X509CertificateHolder signer(TimeStampToken token) throws IOException {
        Store<X509CertificateHolder> all = token.getCertificates();
        return all.getMatches(null).stream()
                .filter(one -> token.getSID().match(one))
                .findFirst()
                .orElseThrow(() -> new IOException("the timestamp comes without its certificate"));
    }

    private static SignerInformationVerifier verifier(X509CertificateHolder signer)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaSimpleSignerInfoVerifierBuilder().build(signer);
    }
}
