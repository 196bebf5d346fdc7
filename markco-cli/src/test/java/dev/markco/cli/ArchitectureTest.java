package dev.markco.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.markco.agent.DocumentStatus;
import dev.markco.agent.LockedException;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.DecodeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between the modules, as docs/architecture.md draws them, those between the packages of each, and those between the
 * classes of the agent; and who may ask the machine what time it is.
 */
final class ArchitectureTest {
    private static final String ROOT = "dev.markco.";
    /** What the agent makes public, and its internals say. */
    private static final DescribedPredicate<JavaClass> WORDS_OF_THE_AGENT =
            type(DocumentStatus.class).or(type(DocumentStatus.State.class)).or(type(LockedException.class));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // A module's tests that others use are packed when all is verified.
                .withImportOption(location -> !location.contains("-tests.jar"))
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
    @CsvSource({"agent", "sync", "relay"})
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
    void decisionsTouchNothing() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.markco.agent.internal.decision..", "dev.markco.agent.internal.save..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "org.slf4j..",
                        "dev.markco.sync.time..",
                        "dev.markco.sync.room..",
                        "dev.markco.agent.internal.document..",
                        "dev.markco.agent.internal.file..",
                        "dev.markco.agent.internal.project..",
                        "dev.markco.agent.internal.replica..",
                        "dev.markco.agent.internal.setup..",
                        "dev.markco.agent.internal.talk..",
                        "dev.markco.agent.internal.uplink..")
                .check(classes);
    }

    @ParameterizedTest(name = "of a document, {0} knows nothing of {1}")
    @CsvSource({
        "decision, state",
        "replica, git",
        "replica, setup",
        "replica, uplink",
        "replica, use",
        "file, talk",
        "file, uplink",
        "talk, file",
        "talk, git",
        "talk, use",
    })
    void partsOfADocumentKnowLittle(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage("dev.markco.agent.internal." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.markco.agent.internal." + to + "..")
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

    @ParameterizedTest(name = "the packages of {0} use each other one way")
    @MethodSource("modules")
    void packagesFormNoCycle(String module) {
        // For now the exception that the codec throws too is in the package above it, where the agent imports it from.
        slices().assignedFrom(packagesOf(module))
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage("dev.markco.yjs.lib0"), type(DecodeException.class))
                .ignoreDependency(resideInAPackage("dev.markco.agent.internal.."), WORDS_OF_THE_AGENT)
                .check(classes);
    }

    @Test
    void classesOfTheAgentFormNoCycle() {
        slices().assignedFrom(classesOf("agent")).should().beFreeOfCycles().check(classes);
    }

    /** Bounded waits for what is real, as a process or a thread's end, are the JDK's own; all else is here. */
    private static final DescribedPredicate<JavaAccess<?>> TIME_OF_THE_JDK =
            DescribedPredicate.describe("the JDK's clocks, sleeps and timers", access -> {
                String owner = access.getTargetOwner().getName();
                String name = access.getTarget().getName();
                return switch (owner) {
                    case "java.lang.System" ->
                        Set.of("nanoTime", "currentTimeMillis").contains(name);
                    case "java.lang.Thread" -> name.equals("sleep");
                    case "java.lang.Object" ->
                        name.equals("wait") && access.getTarget().getFullName().contains("(long");
                    case "java.util.concurrent.TimeUnit" ->
                        Set.of("sleep", "timedWait").contains(name);
                    case "java.util.concurrent.locks.LockSupport" ->
                        Set.of("parkNanos", "parkUntil").contains(name);
                    case "java.util.concurrent.locks.Condition" ->
                        Set.of("awaitNanos", "awaitUntil").contains(name)
                                || access.getTarget().getFullName().contains("await(long");
                    case "java.util.concurrent.CompletableFuture" ->
                        Set.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                                .contains(name);
                    case "java.util.concurrent.Executors" -> name.contains("Scheduled");
                    case "java.util.concurrent.ScheduledThreadPoolExecutor", "java.util.Timer", "java.util.Date" ->
                        name.equals("<init>");
                    case "java.time.Clock", "java.time.InstantSource" ->
                        name.startsWith("system") || name.startsWith("tick");
                    case "com.github.benmanes.caffeine.cache.Ticker" -> name.equals("systemTicker");
                    default -> owner.startsWith("java.time.") && name.equals("now");
                };
            });

    private static ArchRule timeIsHandedIn() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SystemTime.class.getName())
                .should()
                .accessTargetWhere(TIME_OF_THE_JDK);
    }

    @Test
    @DisplayName("R36 time is handed in: one class asks the machine for it")
    void timeHasOneSource() {
        timeIsHandedIn().check(classes);
    }

    /** One who knows no better; never run. */
    @SuppressWarnings({"unused", "UnusedMethod", "UnusedVariable", "WaitNotInLoop"})
    private static final class Culprit {
        final List<Supplier<?>> clocks = List.of(
                System::nanoTime,
                System::currentTimeMillis,
                Instant::now,
                InstantSource::system,
                () -> LocalDate.now(ZoneOffset.UTC));

        final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        synchronized void waste(CompletableFuture<?> future, Condition condition) throws InterruptedException {
            Thread.sleep(1);
            TimeUnit.SECONDS.sleep(1);
            LockSupport.parkNanos(1);
            wait(1);
            boolean unused = condition.await(1, TimeUnit.SECONDS);
            future.orTimeout(1, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoeverAsksTheMachineIsFound() {
        JavaClasses culprit = new ClassFileImporter().importClasses(Culprit.class);
        assertThat(timeIsHandedIn().evaluate(culprit).getFailureReport().getDetails())
                .hasSize(12);
    }

    @Test
    void allModulesAreRead() {
        assertThat(modules()).contains("yjs", "sync", "relay", "agent", "web", "cli");
    }

    /** The modules that were read, each by the package that is its own. */
    static Set<String> modules() {
        Set<String> modules = new TreeSet<>();
        for (JavaClass read : classes) {
            modules.add(read.getPackageName().substring(ROOT.length()).split("\\.", 2)[0]);
        }
        return modules;
    }

    private static SliceAssignment packagesOf(String module) {
        return partsOf(module, "packages", JavaClass::getPackageName);
    }

    /** Whatever is nested in a class counts as that class. */
    private static SliceAssignment classesOf(String module) {
        return partsOf(module, "classes", one -> one.getName().split("\\$", 2)[0]);
    }

    private static SliceAssignment partsOf(String module, String kind, Function<JavaClass, String> part) {
        String own = ROOT + module;
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass one) {
                String name = one.getPackageName();
                return name.equals(own) || name.startsWith(own + ".")
                        ? SliceIdentifier.of(part.apply(one))
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return kind + " of " + own;
            }
        };
    }
}
