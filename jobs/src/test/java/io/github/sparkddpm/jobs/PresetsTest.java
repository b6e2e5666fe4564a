package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

  private static final Path CONF = Path.of("..", "conf");

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetDryRuns(Path preset) {
    // Those of S3, for which this Spark has no file system.
    String[] paths = {"output=run", "data.prepared=prepared"};
    Invocation dryRun =
        Invocation.of("train", "--config", preset.toString(), "--dry-run", paths[0], paths[1]);

    assertThat(dryRun.err()).isEmpty();
    assertThat(dryRun.status()).isZero();
    assertThat(dryRun.out()).contains("network.base-channels = ").doesNotContain("SPARK_DDPM_HOME");
  }

  @Test
  void thePresetsAreThoseTheDocumentationNames() throws IOException {
    assertThat(presets())
        .extracting(preset -> preset.getFileName().toString())
        .containsExactlyInAnyOrder(
            "demo.conf",
            "digits.conf",
            "digits-classes.conf",
            "rgb32.conf",
            "cifar10.conf",
            "folder64.conf",
            "s3.conf");
  }

  static List<Path> presets() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files.filter(file -> file.toString().endsWith(".conf")).toList();
    }
  }
}
