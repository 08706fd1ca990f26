import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
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
 * {@code java LayOut.java FOLDER}: spares each start of a process what can be done once.
 *
 * <p>Signatures go out of the jars: the JVM puts no class of a signed jar into a class archive, and verifies the signature at each
 * start instead. What these jars are was checked when they were fetched; here they lie in a folder of ours beside jars that nobody
 * signed. Only a JDK of Oracle's asks for the signature of a JCE provider, and we register none.
 *
 * <p>SQLite's own library goes beside its jar: else each supervisor would unpack it into the system's temporary folder, and read
 * it twice more to compare.
 */
final class LayOut {
    private static final String SIGNATURES = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    public static void main(String[] arguments) throws Exception {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            if (jar.endsWith("daemon/sqlite-jdbc.jar")) {
                library(jar);
            }
            unsign(jar);
        }
    }

    /** The driver knows its library's place and name for this machine. */
    private static void library(Path driver) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {driver.toUri().toURL()})) {
            Class<?> names = loader.loadClass("org.sqlite.util.LibraryLoaderUtil");
            String folder = (String) names.getMethod("getNativeLibResourcePath").invoke(null);
            String name = (String) names.getMethod("getNativeLibName").invoke(null);
            try (JarFile jar = new JarFile(driver.toFile(), false)) {
                ZipEntry library = jar.getEntry(folder.substring(1) + "/" + name);
                if (library == null) {
                    return; // In a package the jar has none any more: it lies beside it.
                }
                Path fresh = driver.resolveSibling(name + ".new");
                try (InputStream in = jar.getInputStream(library)) {
                    Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(fresh, driver.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void unsign(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            if (jar.stream().noneMatch(LayOut::isSignature)) {
                return;
            }
            try (OutputStream out = Files.newOutputStream(fresh);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (ZipEntry entry : jar.stream().toList()) {
                    if (!isSignature(entry)) {
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

    private static boolean isSignature(ZipEntry entry) {
        return entry.getName().matches(SIGNATURES);
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
