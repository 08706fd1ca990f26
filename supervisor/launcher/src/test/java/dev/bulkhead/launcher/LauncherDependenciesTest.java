package dev.bulkhead.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LauncherDependenciesTest {
    private static final JavaClasses LAUNCHER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.bulkhead.launcher", "dev.bulkhead.protocol.home", "dev.bulkhead.protocol.local");

    @Test
    void theLauncherKnowsJavaBaseAndTheWayToTheSupervisorAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.io..",
                        "java.net..",
                        "java.nio..",
                        "java.security..",
                        "java.time..",
                        "java.util..",
                        "org.jspecify.annotations..",
                        "dev.bulkhead.launcher..",
                        "dev.bulkhead.protocol.home..",
                        "dev.bulkhead.protocol.local..")
                .check(LAUNCHER);
    }

    @Test
    void nothingOfItIsOutsideJavaBase() throws ClassNotFoundException {
        for (JavaClass used : LAUNCHER) {
            for (var dependency : used.getDirectDependenciesFromSelf()) {
                String name = dependency.getTargetClass().getBaseComponentType().getName();
                if (name.startsWith("java.")) {
                    assertThat(Class.forName(name).getModule().getName())
                            .as(name)
                            .isEqualTo("java.base");
                }
            }
        }
    }
}
