package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bulkhead package} is made of, without making one: see {@link InstalledTest} for that. */
class PackagingTest {
    private static final Path SCRIPT = Path.of(System.getProperty("bulkhead.script"));
    private static final Path INSTALLERS = SCRIPT.resolveSibling("installers");
    private static final Path APP = Path.of(System.getProperty("bulkhead.app"));

    @TempDir
    Path folder;

    @BeforeAll
    static void onLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "Linux packages");
    }

    @Test
    void everyLibraryThatIsShippedIsInTheTableOfLicences() throws IOException {
        Result table = licences(Stream.of("launcher", "daemon", "tenant-server", "cli", "ui")
                .map(role -> APP.resolve("lib").resolve(role))
                .toList());

        assertThat(table.err()).isEmpty();
        assertThat(table.out())
                .contains("sqlite-jdbc ", "javafx ", "inter ", "==== bcprov-jdk18on.jar: META-INF/LICENSE.md");
    }

    /** The JVM puts no class of a signed jar into a class archive. */
    @Test
    void noJarOfTheApplicationIsSigned() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.walk(APP.resolve("lib"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }

        assertThat(jars).hasSizeGreaterThan(30).allSatisfy(each -> {
            try (JarFile jar = new JarFile(each.toFile(), false)) {
                assertThat(jar.stream().map(ZipEntry::getName)).noneMatch(name -> name.matches("META-INF/[^/]+\\.SF"));
            }
        });
        try (JarFile bouncyCastle =
                new JarFile(APP.resolve("lib/daemon/bcprov-jdk18on.jar").toFile(), false)) {
            assertThat(bouncyCastle.isMultiRelease()).isTrue();
            assertThat(bouncyCastle.getManifest().getEntries()).isEmpty();
        }
    }

    @Test
    void aSupervisorRunsSqliteFromTheApplicationAndUnpacksNothing() throws Exception {
        try (Agency agency = Agency.of("acme")) {
            String maps = Files.readString(Path.of("/proc/" + agency.bulkhead().supervisorPid() + "/maps"));
            assertThat(maps).contains(APP.resolve("lib/daemon").toRealPath() + "/libsqlitejdbc.so");
        }
    }

    @Test
    void aLibraryThatNobodyLookedAtStopsThePackage() throws IOException {
        Path role = Files.createDirectories(folder.resolve("lib/daemon"));
        Files.copy(APP.resolve("lib/daemon/zt-exec.jar"), role.resolve("unheard-of.jar"));

        Result table = licences(List.of(folder.resolve("lib")));

        assertThat(table.exit()).isEqualTo(1);
        assertThat(table.out()).isEmpty();
        assertThat(table.err()).contains("unheard-of.jar");
    }

    @Test
    void everyScriptIsOneThatAShellReads() throws IOException {
        List<Path> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(INSTALLERS)) {
            files.filter(file -> !file.startsWith(INSTALLERS.resolve("target")))
                    .filter(Files::isRegularFile)
                    .filter(file -> beginsAsScript(file))
                    .forEach(scripts::add);
        }

        assertThat(scripts).hasSizeGreaterThan(8);
        for (Path script : scripts) {
            assertThat(run("sh", "-n", script.toString()).err())
                    .as(script.toString())
                    .isEmpty();
        }
    }

    @Test
    void whatIsNoPackageIsWrongUsage() throws IOException {
        assertThat(run(SCRIPT.toString(), "package", "msi").exit()).isEqualTo(2);
        assertThat(run(SCRIPT.toString(), "package", "deb", "--version", "1.0/x")
                        .exit())
                .isEqualTo(2);
    }

    private static Result licences(List<Path> folders) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                INSTALLERS.resolve("Licences.java").toString(),
                INSTALLERS.resolve("licences.txt").toString()));
        folders.forEach(folder -> command.add(folder.toString()));
        return run(command.toArray(String[]::new));
    }

    private static boolean beginsAsScript(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith("#!/bin/sh");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result run(String... command) throws IOException {
        return Launch.toTheEnd(
                List.of(command), Launch.environment(Path.of("/nonexistent")), "", Duration.ofSeconds(60));
    }
}
