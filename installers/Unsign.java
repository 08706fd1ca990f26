import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code java Unsign.java FOLDER}: takes the signatures out of every signed jar below the folder.
 *
 * <p>The JVM puts no class of a signed jar into a class archive, and verifies the signature at each start instead. What these jars are was
 * checked when they were fetched; here they lie in a folder of ours beside jars that nobody signed. Only a JDK of Oracle's asks
 * for the signature of a JCE provider, and we register none.
 */
final class Unsign {
    private static final String SIGNATURES = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    public static void main(String[] arguments) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            unsign(jar);
        }
    }

    private static void unsign(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            if (jar.stream().noneMatch(entry -> entry.getName().matches(SIGNATURES))) {
                return;
            }
            try (OutputStream out = Files.newOutputStream(fresh);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (ZipEntry entry : jar.stream().toList()) {
                    if (!entry.getName().matches(SIGNATURES)) {
                        ZipEntry same = new ZipEntry(entry.getName());
                        same.setTime(entry.getTime());
                        zip.putNextEntry(same);
                        copy(jar, entry, zip);
                        zip.closeEntry();
                    }
                }
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(JarFile jar, ZipEntry entry, OutputStream to) throws IOException {
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
            // Its main part says what the jar is; the rest is a digest of each file.
            Manifest manifest = jar.getManifest();
            manifest.getEntries().clear();
            manifest.write(to);
            return;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(to);
        }
    }
}
