package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "s3.secret-key",
        "s3.access-key",
        "db.PASSWORD",
        "api-token",
        "a.b.credentials"
      })
  void valuesOfKeysThatSoundSecretAreMasked(String key) {
    String rendered = Secrets.mask(ConfigFactory.parseString(key + " = hunter2").root()).render();

    assertThat(rendered).contains(Secrets.MASK).doesNotContain("hunter2");
  }

  @Test
  void passwordsInPathsAreMaskedAndTheRestOfThePathIsNot() {
    LoadedConfig loaded =
        ConfigLoader.load(Optional.empty(), List.of("output=s3a://AKIA:hunter2@bucket/run"));

    assertThat(loaded.render()).contains("s3a://******@bucket/run").doesNotContain("hunter2");
    assertThat(loaded.run().output()).contains("hunter2");
  }
}
