package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.io.TempDir;

/** Tests of configurations, each of a preset and overrides. */
abstract class WithPresets {

  @TempDir Path folder;

  final AbstractThrowableAssert<?, ?> assertFailure(String preset, String... overrides) {
    return assertThatThrownBy(() -> load(preset, overrides))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  final LoadedConfig load(String preset, String... overrides) {
    try {
      Path file = Files.writeString(folder.resolve("run.conf"), preset);
      return ConfigLoader.load(Optional.of(file), List.of(overrides));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
