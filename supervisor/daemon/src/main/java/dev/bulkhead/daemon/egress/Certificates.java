package dev.bulkhead.daemon.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Makes certificates (RFC 5280) with keys on P-256, as strict a reader as OpenSSL's wants them. Stateless. */
final class Certificates {
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    /** Clocks inside and outside are one; a certificate from the future would still be an odd thing to fail by. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** What clients take at most from an authority of a desktop is 825 days. */
    private static final Duration LIFE = Duration.ofDays(365);

    private Certificates() {}

    static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Returns the certificate of an authority, signed by itself. */
    static X509Certificate authority(String name, KeyPair keys, Instant now, RandomGenerator random)
            throws GeneralSecurityException, IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        extensions.addExtension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(keys.getPublic())));
        return signed(name, name, keys.getPublic(), extensions, keys.getPrivate(), now, random);
    }

    /** Returns a certificate of a server at {@code host}, signed by {@code authority}. */
    static X509Certificate server(
            String host, PublicKey key, String authority, KeyPair authorityKeys, Instant now, RandomGenerator random)
            throws GeneralSecurityException, IOException {
        int kind = HostNames.address(host).isPresent() ? GeneralName.iPAddress : GeneralName.dNSName;
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
        extensions.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(identifier(authorityKeys.getPublic())));
        return signed(authority, "Bulkhead", key, extensions, authorityKeys.getPrivate(), now, random);
    }

    private static X509Certificate signed(
            String issuer,
            String subject,
            PublicKey key,
            ExtensionsGenerator extensions,
            PrivateKey by,
            Instant now,
            RandomGenerator random)
            throws GeneralSecurityException, IOException {
        byte[] serial = new byte[16];
        random.nextBytes(serial);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(1, serial).setBit(0)));
        generator.setSignature(ECDSA);
        generator.setIssuer(new X500Name("CN=" + issuer));
        generator.setStartDate(new Time(Date.from(now.minus(SKEW))));
        generator.setEndDate(new Time(Date.from(now.plus(LIFE))));
        generator.setSubject(new X500Name("CN=" + subject));
        generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        generator.setExtensions(extensions.generate());
        TBSCertificate content = generator.generateTBSCertificate();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by);
        signature.update(content.getEncoded(ASN1Encoding.DER));
        DERSequence certificate =
                new DERSequence(new ASN1Encodable[] {content, ECDSA, new DERBitString(signature.sign())});
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded(ASN1Encoding.DER)));
    }

    /** RFC 7093 §2, method 1: a name for a key, not a proof of anything. */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
        return java.util.Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), 20);
    }
}
