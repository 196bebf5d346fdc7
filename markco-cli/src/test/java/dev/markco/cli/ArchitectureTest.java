package dev.markco.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the modules, as docs/architecture.md draws them. */
final class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.markco");
    }

    @ParameterizedTest(name = "{0} knows nothing of {1}")
    @CsvSource({
        "yjs, sync",
        "web, yjs",
        "web, sync",
        "web, relay",
        "web, agent",
        "web, cli",
        "yjs, web",
        "sync, web",
        "agent, web",
        "yjs, relay",
        "yjs, agent",
        "yjs, cli",
        "sync, relay",
        "sync, agent",
        "sync, cli",
        "relay, agent",
        "relay, cli",
        "agent, relay",
        "agent, cli",
    })
    void arrowsPointOneWay(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage("dev.markco." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.markco." + to + "..")
                .check(classes);
    }

    @Test
    void theEngineNeedsTheJdkAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.markco.yjs..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.markco.yjs..", "java..", "org.jspecify.annotations..", "org.slf4j..")
                .check(classes);
    }

    @ParameterizedTest(name = "the internals of {0} are its own")
    @CsvSource({"yjs", "agent", "sync", "relay"})
    void internalsStayInside(String module) {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackage("dev.markco." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.markco." + module + "..internal..");
        rule.allowEmptyShould(true).check(classes);
    }

    @Test
    void roomsKnowNothingOfJetty() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.markco.sync.room..",
                        "dev.markco.sync.protocol..",
                        "dev.markco.sync.text..",
                        "dev.markco.sync")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(classes);
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.markco.relay.store..", "dev.markco.relay.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(classes);
    }

    @Test
    void packagesOfTheRelayFormNoCycle() {
        slices().matching("dev.markco.relay.(store|postgres|identity|http)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
