import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * {@code java Licences.java TABLE FOLDER...}: prints whose libraries are in these folders (lib/&lt;role&gt;/*.jar), under which
 * licences, with the texts that they carry. Exit 1 where one is not in the table {@code licences.txt}: nothing is shipped that nobody
 * looked at.
 */
final class Licences {
    private static final Set<String> OURS =
            Set.of("launcher", "protocol", "daemon", "tenant-server", "cli", "ui", "consent", "hostfiles");

    /** What is shipped beside jars. */
    private static final List<String> NO_JARS = List.of("javafx", "runtime", "inter");

    private static final String A_LICENCE = "(.*/)?(LICENSE|LICENCE|NOTICE|COPYING|OFL)[^/]*";

    private static final String HEAD = """
            Bulkhead itself: Apache-2.0 (LICENSE). It comes with these parts of others:
            """;

    private static final String LINKS = """

            MIT: https://opensource.org/license/mit
            BSD-3-Clause: https://asm.ow2.io/license.html
            Apache-2.0: LICENSE beside this file
            EPL-2.0: https://www.eclipse.org/legal/epl-v20.html
            OFL-1.1: https://openfontlicense.org
            GPL-2.0 with the Classpath exception: runtime/legal/java.base/LICENSE
            """;

    private final List<String> table;
    private final PrintStream out;

    private Licences(List<String> table, PrintStream out) {
        this.table = table;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> table = Files.readAllLines(Path.of(arguments[0]));
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(page, false, StandardCharsets.UTF_8)) {
            Map<String, Path> jars = jars(List.of(arguments).subList(1, arguments.length));
            Licences licences = new Licences(table, out);
            licences.table(jars.keySet());
            for (Map.Entry<String, Path> jar : jars.entrySet()) {
                licences.texts(jar.getKey(), jar.getValue());
            }
        } catch (UnknownLibrary e) {
            System.err.println("bulkhead: " + e.getMessage());
            System.exit(1);
        }
        page.writeTo(System.out);
        System.out.flush();
    }

    /** The jars by their names: of those that several roles have, the first. */
    private static Map<String, Path> jars(List<String> folders) throws IOException {
        Map<String, Path> jars = new TreeMap<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .forEach(file -> jars.putIfAbsent(file.getFileName().toString(), file));
            }
        }
        return jars;
    }

    private void table(Set<String> jars) throws UnknownLibrary {
        Set<String> names = new TreeSet<>();
        for (String jar : jars) {
            String name = jar.substring(0, jar.length() - ".jar".length());
            if (!OURS.contains(name) && !name.startsWith("javafx-")) {
                names.add(name);
            }
        }
        out.println(HEAD);
        List<String> all = new ArrayList<>(names);
        all.addAll(NO_JARS);
        for (String name : all) {
            out.println(table.stream()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .orElseThrow(() -> new UnknownLibrary(name)));
        }
        out.print(LINKS);
    }

    private void texts(String name, Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (ZipEntry entry : jar.stream()
                    .filter(each -> each.getName().matches(A_LICENCE) && !each.getName().endsWith(".class"))
                    .toList()) {
                out.printf("%n==== %s: %s%n%n", name, entry.getName());
                try (InputStream text = jar.getInputStream(entry)) {
                    text.transferTo(out);
                }
            }
        }
    }

    private static final class UnknownLibrary extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownLibrary(String name) {
            super(name + ".jar is not in installers/licences.txt: look its licence up and add it.");
        }
    }
}
