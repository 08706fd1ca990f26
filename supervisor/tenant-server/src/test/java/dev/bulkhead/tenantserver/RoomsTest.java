package dev.bulkhead.tenantserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The order of this module's rooms, and what none of them may pull into the start. */
class RoomsTest {
    private static final String HERE = "dev.bulkhead.tenantserver";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HERE);

    @Test
    void aRoomUsesThoseBelowItAlone() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("json")
                .definedBy(HERE + ".json")
                .layer("workspace")
                .definedBy(HERE + ".workspace")
                .layer("tool")
                .definedBy(HERE + ".tool")
                .layer("lane")
                .definedBy(HERE + ".lane")
                .layer("bridge")
                .definedBy(HERE + ".bridge")
                .layer("upstream")
                .definedBy(HERE + ".upstream")
                .layer("gateway")
                .definedBy(HERE + ".gateway")
                .layer("mcp")
                .definedBy(HERE + ".mcp")
                .layer("probe")
                .definedBy(HERE + ".probe")
                .layer("pipe")
                .definedBy(HERE + ".pipe")
                .layer("stage")
                .definedBy(HERE + ".stage")
                .layer("escape")
                .definedBy(HERE + ".escape")
                .layer("main")
                .definedBy(HERE)
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("pipe")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("stage")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("escape")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("probe")
                .mayOnlyBeAccessedByLayers("pipe", "stage")
                .whereLayer("mcp")
                .mayOnlyBeAccessedByLayers("pipe")
                .whereLayer("bridge")
                .mayOnlyBeAccessedByLayers("upstream")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("gateway", "pipe")
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("mcp", "pipe")
                .whereLayer("lane")
                .mayOnlyBeAccessedByLayers("mcp", "pipe")
                .whereLayer("tool")
                .mayOnlyBeAccessedByLayers("mcp", "pipe")
                .whereLayer("workspace")
                .mayOnlyBeAccessedByLayers("tool", "mcp", "pipe")
                .check(CLASSES);
    }

    @Test
    void nothingSlowIsOnTheWay() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.regex..",
                        "java.util.logging..",
                        "java.time.format..",
                        "java.lang.reflect..",
                        "com.fasterxml.jackson.databind..",
                        "org.slf4j..")
                .check(CLASSES);
    }
}
