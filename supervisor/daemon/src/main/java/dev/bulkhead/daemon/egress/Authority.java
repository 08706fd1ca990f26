package dev.bulkhead.daemon.egress;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority for one start of one upstream: its sandbox trusts it, and nobody else does. Its keys are in memory alone, and go
 * with it. Safe for any thread.
 */
final class Authority {
    private static final char[] NO_PASSWORD = {};

    private final String name;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final KeyPair keys;
    private final KeyPair serverKeys;
    private final X509Certificate certificate;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    Authority(InstantSource clock, RandomGenerator random) throws IOException {
        this.clock = clock;
        this.random = random;
        this.name = "Bulkhead for one sandbox";
        try {
            this.keys = Certificates.keys();
            this.serverKeys = Certificates.keys();
            this.certificate = Certificates.authority(name, keys, clock.instant(), random);
        } catch (GeneralSecurityException e) {
            throw new IOException("no authority could be made for a sandbox", e);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** Returns what a server at {@code host} shows to the sandbox. */
    SSLContext serverAt(String host) throws IOException {
        SSLContext there = contexts.get(host);
        if (there == null) {
            there = make(host);
            contexts.put(host, there);
        }
        return there;
    }

    private SSLContext make(String host) throws IOException {
        try {
            X509Certificate server =
                    Certificates.server(host, serverKeys.getPublic(), name, keys, clock.instant(), random);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", serverKeys.getPrivate(), NO_PASSWORD, new Certificate[] {server, certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made for " + host, e);
        }
    }
}
