package dev.bulkhead.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the order of the rooms that design and README describe. */
class RoomsTest {
    private static final String BASE = "dev.bulkhead.daemon.";
    private static final List<String> ROOMS = List.of(
            "tenant",
            "vault",
            "identity",
            "signin",
            "token",
            "policy",
            "audit",
            "alert",
            "export",
            "evidence",
            "review",
            "approval",
            "egress",
            "sandbox",
            "limits",
            "usage",
            "process",
            "session",
            "control");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.bulkhead.daemon", "dev.bulkhead.protocol");

    @Test
    void aRoomUsesOnlyThoseBeforeIt() {
        for (int i = 0; i < ROOMS.size(); i++) {
            List<String> above = new ArrayList<>();
            ROOMS.subList(i + 1, ROOMS.size()).forEach(room -> above.add(BASE + room + ".."));
            above.add("dev.bulkhead.daemon");
            noClasses()
                    .that()
                    .resideInAPackage(BASE + ROOMS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void noRoomsGoInCircles() {
        slices().matching("dev.bulkhead.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theDatabaseIsTheAuditsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRoomProcessStartsOne() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "process..", "dev.bulkhead.protocol.local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.zeroturnaround..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void cryptographyIsWhereTheRoomsPagesNameIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.bulkhead.daemon..")
                .and()
                .resideOutsideOfPackages(
                        BASE + "vault..",
                        BASE + "identity..",
                        BASE + "signin..",
                        BASE + "token..",
                        BASE + "audit..",
                        BASE + "egress..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.crypto..", "org.bouncycastle..", "com.nimbusds..")
                .check(CLASSES);
    }

    @Test
    void noWindowBelowTheWindow() {
        noClasses().should().dependOnClassesThat().resideInAPackage("javafx..").check(CLASSES);
    }
}
