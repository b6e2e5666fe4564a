package io.github.sparkddpm.jobs.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Substitutions and includes are of whoever writes the command line and the preset, never of who
 * writes the storage.
 */
class ConfigurationSourcesTest {

  private static final String CONFIG = "io.github.sparkddpm.jobs.config..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.sparkddpm");

  @TempDir private Path folder;

  @Test
  void onlyTheConfigurationIsParsedAsHocon() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONFIG)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .because("in HOCON ${NAME} is a secret of the environment, and include another file")
        .check(CLASSES);
  }

  @Test
  void theConfigurationIsReadFromNoStorage() {
    noClasses()
        .that()
        .resideInAPackage(CONFIG)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hadoop.fs..", "io.github.sparkddpm.spark.storage..")
        .because("a preset is a file of whoever starts the run")
        .check(CLASSES);
  }

  @Test
  void aTextInQuotesIsATextWhateverItHolds() {
    LoadedConfig loaded =
        ConfigLoader.load(Optional.empty(), List.of("output=\"s3a://b/${PATH}\\u0022\\nx\""));

    assertThat(loaded.run().output()).isEqualTo("s3a://b/${PATH}\"\nx");
  }

  @Test
  void anOverrideSetsNoOtherKeyAndIncludesNoFile() throws IOException {
    Path other = Files.writeString(folder.resolve("other.conf"), "output = elsewhere");
    for (String more :
        List.of(
            "\noutput=elsewhere",
            ", output=elsewhere",
            "\ninclude file(\"%s\")".formatted(other))) {
      assertThatThrownBy(
              () -> ConfigLoader.load(Optional.empty(), List.of("sampling.checkpoint=1" + more)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("Cannot read the override sampling.checkpoint: it sets other keys");
    }
  }

  @Test
  void anOverrideMayStillBeASection() {
    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.empty(), List.of("training={ steps = 5\n batch-size = 4 }", "seed=3"));

    assertThat(loaded.run().training().steps()).isEqualTo(5);
    assertThat(loaded.run().seed()).isEqualTo(3);
  }
}
