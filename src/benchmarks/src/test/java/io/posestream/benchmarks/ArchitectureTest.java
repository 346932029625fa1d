package io.posestream.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The benchmarks stand beside the product; what the product may know is tested in src/cli. */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.posestream");

  @Test
  void theProductKnowsNoBenchmark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.posestream.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.posestream.benchmarks..")
        .check(OURS);
  }

  @Test
  void benchmarksReachTheRuntimeAndTheRecordsThroughTheirModules() {
    noClasses()
        .that()
        .resideInAPackage("io.posestream.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..", "io.posestream.avro..")
        .check(OURS);
  }
}
