package dev.bulkhead.daemon.audit;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one tenant's stream while its vault is open, all made of the vault's one audit secret: what seals and opens what
 * stands beside rows, what names subjects, and the private part of the key that rows are sealed to while the vault is locked.
 *
 * <p>Safe for any thread. After {@link #close} sealing and naming throw {@link IllegalStateException}, and nothing opens. Copies that
 * the JDK and the JOSE library made are left to the garbage collector.
 */
public final class StreamKeys implements Personal.Opener, AutoCloseable {
    private static final int KEY_BYTES = 32;

    /** 128 bits more than the order has, so that the remainder favours no scalar: FIPS 186-5 A.2.1. */
    private static final int SCALAR_BYTES = 48;

    private final SecretBytes content;
    private final SecretBytes subjects;
    private final ECKey pair;
    private volatile boolean closed;

    private StreamKeys(SecretBytes content, SecretBytes subjects, ECKey pair) {
        this.content = content;
        this.subjects = subjects;
        this.pair = pair;
    }

    /** Derives them; {@code auditSecret} stays the caller's. */
    public static StreamKeys of(TenantId tenant, SecretBytes auditSecret) {
        return new StreamKeys(
                SecretBytes.takeOver(Derivation.of(auditSecret, "content", tenant, KEY_BYTES)),
                SecretBytes.takeOver(Derivation.of(auditSecret, "subject", tenant, KEY_BYTES)),
                pair(Derivation.of(auditSecret, "locked", tenant, SCALAR_BYTES)));
    }

    private static ECKey pair(byte[] random) {
        var curve = CustomNamedCurves.getByName("P-256");
        BigInteger scalar = new BigInteger(1, random)
                .mod(curve.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        ECPoint point = curve.getG().multiply(scalar).normalize();
        int bits = curve.getCurve().getFieldSize();
        return new ECKey.Builder(
                        Curve.P_256,
                        ECKey.encodeCoordinate(bits, point.getAffineXCoord().toBigInteger()),
                        ECKey.encodeCoordinate(bits, point.getAffineYCoord().toBigInteger()))
                .d(Base64URL.encode(ECKey.encodeCoordinate(bits, scalar).decode()))
                .build();
    }

    /** Returns what rows are sealed to while the vault is locked. */
    ECKey publicKey() {
        return pair.toPublicJWK();
    }

    /** Returns the compact JWE of {@code json}. */
    String seal(byte[] json) {
        return content.use(key -> PersonalJwe.seal(key, json));
    }

    @Override
    public Personal.@Nullable Opened open(Personal personal) {
        if (closed) {
            return null;
        }
        try {
            byte[] json = content.use(key -> PersonalJwe.open(personal.content(), key, pair));
            return json == null ? null : Personal.Opened.ofJson(json);
        } catch (IllegalStateException e) {
            // Closed in between.
            return null;
        }
    }

    /** Returns what rows about {@code subject} are found by: HMAC-SHA-256 in hex. */
    public String subjectRef(String subject) {
        return subjects.use(key -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(subject.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HmacSHA256", e);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        content.close();
        subjects.close();
    }
}
