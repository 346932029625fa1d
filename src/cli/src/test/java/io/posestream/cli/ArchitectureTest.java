package io.posestream.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Public;
import org.apache.flink.annotation.PublicEvolving;
import org.junit.jupiter.api.Test;

/** Who may know whom; nothing here is frozen or excused but by name. */
class ArchitectureTest {
  private static final String BASE = "io.posestream";
  private static final List<String> MODULES =
      List.of(
          "core",
          "onnx",
          "estimator",
          "flink",
          "formats",
          "evaluation",
          "view",
          "testkit",
          "job",
          "cli");
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void coreKnowsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(BASE + ".core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(BASE + ".core..", "java..", "org.jspecify..")
        .check(OURS);
  }

  @Test
  void coreHasNoClockThreadOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".core..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(OURS);
  }

  @Test
  void onnxRuntimeIsKnownToOneModule() {
    onlyIn("ai.onnxruntime..", BASE + ".onnx..");
  }

  @Test
  void kafkaIsKnownToTheJobTheCommandAndTheTestkit() {
    onlyIn("org.apache.kafka..", BASE + ".job..", BASE + ".cli..", BASE + ".testkit.kafka..");
    onlyIn("org.apache.flink.connector.kafka..", BASE + ".job..");
  }

  @Test
  void generatedRecordsAreKnownToTheirTranslators() {
    onlyIn(BASE + ".avro..", BASE + ".avro..", BASE + ".flink.avro..");
  }

  private static void onlyIn(String known, String... to) {
    noClasses()
        .that()
        .resideOutsideOfPackages(to)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(known)
        .check(OURS);
  }

  @Test
  void flinkAndOnnxDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".flink..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".onnx..")
        .check(OURS);
    noClasses()
        .that()
        .resideInAPackage(BASE + ".onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".flink..")
        .check(OURS);
  }

  @Test
  void commandLinesAndChartsAreKnownToOneModule() {
    onlyIn("picocli..", BASE + ".cli..");
    onlyIn("org.knowm.xchart..", BASE + ".cli..");
  }

  @Test
  void protobufIsKnownToTheDialects() {
    onlyIn("com.google.protobuf..", BASE + ".formats.dialect..");
  }

  @Test
  void simulatedScenesAreKnownToOneModule() {
    onlyIn(BASE + ".testkit..", BASE + ".testkit..", BASE + ".cli..");
  }

  @Test
  void formatsAndEvaluationKnowTheDomainAndJson() {
    knowsOnly("formats", "core");
    knowsOnly("evaluation", "core", "formats");
    knowsOnly("view", "core", "formats");
  }

  @Test
  void theServerOfThePageIsKnownToOneModule() {
    onlyIn("io.netty..", BASE + ".view.server..");
  }

  @Test
  void theEstimatorKnowsTheDomainAndNetworks() {
    knowsOnly("estimator", "core", "onnx");
    belowTheDoor(BASE + ".estimator");
  }

  @Test
  void videoIsKnownToOnePackage() {
    onlyIn("org.bytedeco..", BASE + ".estimator.video..");
  }

  private static void knowsOnly(String module, String... known) {
    String[] packages =
        Stream.concat(Stream.of(module), Arrays.stream(known))
            .map(name -> BASE + "." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(BASE + "." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(BASE + "..")
                .and(not(resideInAnyPackage(packages)))
                .or(resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")))
        .check(OURS);
  }

  @Test
  void modulesAndPackagesFormNoCycles() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(OURS);
    slices().matching(BASE + ".core.(**)").should().beFreeOfCycles().check(OURS);
    for (String module : MODULES) {
      slices()
          .matching(BASE + "." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(OURS);
    }
    belowTheDoor(BASE + ".onnx");
    belowTheDoor(BASE + ".testkit.simulation");
    slices().matching(BASE + ".testkit.simulation.(*)..").should().beFreeOfCycles().check(OURS);
  }

  /** The packages below do not depend on the one above them, which is the door. */
  private static void belowTheDoor(String door) {
    noClasses()
        .that()
        .resideInAPackage(door + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(door)
        .check(OURS);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching("(?i).*(\\.|[a-z])(util|utils|helper|impl|manager|common)(s)?(\\..*)?")
        .check(OURS);
  }

  @Test
  void classesAreFinal() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and(not(resideInAnyPackage(BASE + ".avro..")))
        .and(not(simpleNameEndingWith("package-info")))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .orShould()
        .beEnums()
        .check(OURS);
  }

  @Test
  void operatorsUseOnlyFlinksPublicTypes() {
    classes().that().resideInAPackage(BASE + ".flink..").should(usePublicFlinkOnly()).check(OURS);
  }

  // The operator base classes are the price of batching across keys: docs/decisions/003.
  private static final Set<String> ALLOWED =
      Set.of(
          "org.apache.flink.streaming.api.operators.AbstractStreamOperator",
          "org.apache.flink.streaming.api.operators.BoundedOneInput",
          "org.apache.flink.streaming.api.operators.OneInputStreamOperator",
          "org.apache.flink.streaming.api.operators.StreamOperator",
          "org.apache.flink.streaming.api.operators.Output",
          "org.apache.flink.streaming.api.watermark.Watermark",
          "org.apache.flink.streaming.runtime.streamrecord.StreamRecord",
          "org.apache.flink.streaming.runtime.tasks.ProcessingTimeService",
          "org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus",
          "org.apache.flink.dropwizard.metrics.DropwizardHistogramWrapper");

  private static ArchCondition<JavaClass> usePublicFlinkOnly() {
    return new ArchCondition<>("use Flink types that are public") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        user.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(used -> used.getPackageName().startsWith("org.apache.flink"))
            .filter(used -> !isPublic(used) && !ALLOWED.contains(outermost(used).getName()))
            .forEach(
                used ->
                    events.add(
                        SimpleConditionEvent.violated(
                            user, user.getName() + " uses " + used.getName())));
      }
    };
  }

  private static boolean isPublic(JavaClass used) {
    JavaClass outermost = outermost(used);
    return outermost.isAnnotatedWith(Public.class)
        || outermost.isAnnotatedWith(PublicEvolving.class)
        || outermost.isAnnotatedWith(Experimental.class);
  }

  private static JavaClass outermost(JavaClass used) {
    return used.getEnclosingClass().map(ArchitectureTest::outermost).orElse(used);
  }
}
