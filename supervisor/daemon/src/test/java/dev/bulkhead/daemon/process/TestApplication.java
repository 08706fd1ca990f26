package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonFactory;
import dev.bulkhead.forwarder.Forwarder;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.tenantserver.TenantServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The application's folder as the build makes it, with what is on the test's class path. */
final class TestApplication {
    private TestApplication() {}

    static Application in(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("lib/tenant-server"));
        for (Class<?> of : List.of(TenantServer.class, TenantId.class, JsonFactory.class)) {
            Path jar = jars.resolve(of.getSimpleName() + ".jar");
            put(source(of), jar, new Manifest());
        }
        Path profiles = Path.of("../../sandbox-profiles");
        try (Stream<Path> files = Files.walk(profiles)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve("sandbox-profiles")
                                .resolve(profiles.relativize(file).toString()));
            }
        }
        Manifest agent = new Manifest();
        agent.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        agent.getMainAttributes().putValue("Premain-Class", Forwarder.class.getName());
        put(source(Forwarder.class), folder.resolve("sandbox-profiles/linux/forward/forwarder.jar"), agent);
        return new Application(folder);
    }

    private static Path source(Class<?> of) throws IOException {
        try {
            return Path.of(
                    of.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** In a build that stops before jars are made, {@code source} is a folder of classes. */
    private static void put(Path source, Path jar, Manifest manifest) throws IOException {
        if (Files.isDirectory(source)) {
            jar(source, jar, manifest);
        } else {
            Files.copy(source, jar);
        }
    }

    private static void jar(Path classes, Path jar, Manifest manifest) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
