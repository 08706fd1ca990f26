package dev.bulkhead.ui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the window may know, and which of its rooms may know which. */
final class RoomsTest {
    private static final JavaClasses WINDOW = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.bulkhead.ui");

    @Test
    void knowsTheProtocolAndWhatDrawsAWindowAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.bulkhead.ui..",
                        "dev.bulkhead.protocol..",
                        "dev.bulkhead.consent..",
                        "dev.bulkhead.hostfiles..",
                        "com.fasterxml.jackson..",
                        "org.snakeyaml..",
                        "javafx..",
                        "atlantafx..",
                        "org.kordamp.ikonli..",
                        "org.jspecify..",
                        "java..")
                .check(WINDOW);
    }

    @Test
    void modelAndLinkKnowNoJavaFx() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.bulkhead.ui.model..", "dev.bulkhead.ui.link..", "dev.bulkhead.ui.text..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..", "org.kordamp..")
                .check(WINDOW);
    }

    @Test
    void onlyTheLinkSpeaksToTheSupervisor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.bulkhead.ui.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.bulkhead.protocol.control..", "com.fasterxml.jackson..", "java.nio.channels..")
                .check(WINDOW);
    }

    @Test
    void aRoomUsesThoseBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.bulkhead.ui..")
                .layer("text")
                .definedBy("dev.bulkhead.ui.text..")
                .layer("model")
                .definedBy("dev.bulkhead.ui.model..")
                .layer("link")
                .definedBy("dev.bulkhead.ui.link..")
                .layer("theme")
                .definedBy("dev.bulkhead.ui.theme..")
                .layer("tenants")
                .definedBy("dev.bulkhead.ui.tenants..")
                .layer("signin")
                .definedBy("dev.bulkhead.ui.signin..")
                .layer("approvals")
                .definedBy("dev.bulkhead.ui.approvals..")
                .layer("alerts")
                .definedBy("dev.bulkhead.ui.alerts..")
                .layer("overview")
                .definedBy("dev.bulkhead.ui.overview..")
                .layer("audit")
                .definedBy("dev.bulkhead.ui.audit..")
                .layer("setup")
                .definedBy("dev.bulkhead.ui.setup..")
                .layer("window")
                .definedBy("dev.bulkhead.ui")
                .whereLayer("window")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("tenants")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("signin")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("approvals")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("alerts")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("overview")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("setup")
                .mayOnlyBeAccessedByLayers("window")
                .whereLayer("theme")
                .mayOnlyBeAccessedByLayers(
                        "tenants", "signin", "approvals", "alerts", "overview", "audit", "setup", "window")
                .whereLayer("link")
                .mayOnlyBeAccessedByLayers(
                        "tenants", "signin", "approvals", "alerts", "overview", "audit", "setup", "window")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers(
                        "link",
                        "theme",
                        "tenants",
                        "signin",
                        "approvals",
                        "alerts",
                        "overview",
                        "audit",
                        "setup",
                        "window")
                .check(WINDOW);
    }
}
