package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of program that settings can name really runs behind its wall. */
@Timeout(120)
class RuntimesTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String firstLine(String... command) throws Exception {
        desk.upstream("one", List.of(command));
        ServerByHand server = desk.server();
        int lane = server.start("one", server.openSession());
        server.send(lane, "hello\n");
        return server.line(lane);
    }

    @Test
    void aVirtualEnvironmentFindsItsOwnPackages() throws Exception {
        Path venv = desk.folder.resolve("venv");
        Process made = new ProcessBuilder("/usr/bin/python3", "-m", "venv", "--without-pip", venv.toString()).start();
        assertThat(made.waitFor()).isZero();
        Path packages;
        try (var found = Files.newDirectoryStream(venv.resolve("lib"), "python3*")) {
            packages = found.iterator().next().resolve("site-packages");
        }
        Files.writeString(packages.resolve("crm_mcp.py"), "import sys, ssl, sqlite3\nprint('crm', sys.prefix)\n");
        assertThat(firstLine(venv.resolve("bin/python").toString(), "-m", "crm_mcp"))
                .isEqualTo("crm " + venv);
        Path tool = Files.writeString(
                venv.resolve("bin/crm-mcp"), "#!" + venv.resolve("bin/python") + "\nimport crm_mcp\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(firstLine(tool.toString())).isEqualTo("crm " + venv);
    }

    @Test
    void aJarRunsOnTheDesktopsJava() throws Exception {
        Path source = desk.script("Hello.java", """
                public class Hello {
                    public static void main(String[] args) throws Exception {
                        System.out.println("java " + args[0] + " " + new java.io.File("/usr/bin/env").exists());
                        System.in.read();
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "11",
                                "-d",
                                desk.folder.resolve("classes").toString(),
                                source.toString()))
                .isZero();
        Path jar = desk.folder.resolve("scripts/hello.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Hello");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry("Hello.class"));
            Files.copy(desk.folder.resolve("classes/Hello.class"), entries);
        }
        assertThat(firstLine("java", "-Xmx64m", "-jar", jar.toString(), "ok")).isEqualTo("java ok false");
    }

    @Test
    void anyOtherProgramRunsByItsPath() throws Exception {
        assertThat(firstLine("/usr/bin/cat")).isEqualTo("hello");
    }
}
