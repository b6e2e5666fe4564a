package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.sample.SamplingAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of values: the reference, presets, overrides and the environment. */
class ConfigLoaderTest extends WithPresets {

  @Test
  void thePresetWinsOverTheReference() {
    RunConfig run = load("training.steps = 7").run();

    assertThat(run.training().steps()).isEqualTo(7);
    assertThat(run.training().batchSize()).isEqualTo(32);
  }

  @Test
  void overridesWinOverThePresetAndTheLastOneOverTheOthers() {
    RunConfig run = load("training.steps = 7", "training.steps=8", "training.steps=9").run();

    assertThat(run.training().steps()).isEqualTo(9);
  }

  @Test
  void overridesOfOneSectionLeaveTheRestOfItAlone() {
    RunConfig run = load("training { steps = 7, batch-size = 2 }", "training.steps=8").run();

    assertThat(run.training().batchSize()).isEqualTo(2);
  }

  @Test
  void overridesAreHocon() {
    RunConfig run =
        load("", "network.multipliers=[1,2,4]", "sampling={eta=0.5, sampler=ddim}").run();

    assertThat(run.network().multipliers()).containsExactly(1, 2, 4);
    assertThat(run.sampling().method().sampler()).isEqualTo(SamplingAlgorithm.DDIM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a://bucket/runs/1", "hdfs:///runs#1", "C, or {not}", "a=b", ""})
  void textsNeedNoQuotesInOverrides(String text) {
    assertThat(load("", "data.source-labels=" + text).run().data().source().sourceLabels())
        .isEqualTo(text);
  }

  @Test
  void quotedTextsInOverridesLoseTheirQuotes() {
    assertThat(load("", "output=\"runs/1\"").run().output()).isEqualTo("runs/1");
  }

  @Test
  void theEnvironmentCanBeReferredTo() {
    RunConfig run =
        load("output = ${SPARK_DDPM_HOME}\"/run\"", "data.prepared=${SPARK_DDPM_HOME}/data").run();

    assertThat(Path.of(run.output()).resolveSibling("conf/digits.conf")).exists();
    assertThat(run.data().prepared()).endsWith("/data").startsWith("/");
  }

  @Test
  void aMissingVariableIsNamedWithItsPlace() {
    assertFailure("output = ${NOWHERE}").hasMessageContainingAll("NOWHERE", "run.conf: 1");
  }

  @ParameterizedTest
  @CsvSource({
    "training.batchsize, training.batch-size",
    "training.steps-per-epoch, training.steps",
    "network.images-size, network.image-size",
    "learning-rate, training.learning-rate",
    "sampling.checkpoint-every, training.checkpoint-every",
    "samplng, sampling",
    "network.images, sampling.images",
  })
  void anUnknownKeyIsNamedWithTheNearestKnownOne(String unknown, String known) {
    assertFailure("seed = 3\n" + unknown + " = 1")
        .hasMessageContainingAll("Unknown key " + unknown, "run.conf: 2", "mean " + known + "?");
  }

  @Test
  void anUnknownKeyOfAnOverrideIsTracedToIt() {
    assertFailure("", "training.stepz=5")
        .hasMessage(
            "Unknown key training.stepz (override training.stepz=5): did you mean training.steps?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.steps=many | training.steps must be a whole number, got \"many\"",
        "training.steps=1.5 | training.steps must be a whole number, got 1.5",
        "training.batch-size=3000000000 | training.batch-size must be",
        "training.learning-rate=fast | training.learning-rate must be a number, got \"fast\"",
        "training.flip=maybe | training.flip must be true or false, got \"maybe\"",
        "training.flip=1 | training.flip must be true or false, got 1",
        "network.multipliers=2 | network.multipliers must be a list, as in [1, 2], got 2",
        "network.multipliers=[1,x] | network.multipliers must be a whole number, got [1,\"x\"]",
        "diffusion.schedule=square | diffusion.schedule must be linear or cosine, got \"square\"",
        "diffusion.variance=small | diffusion.variance must be fixed-small or fixed-large",
        "diffusion=linear | diffusion must be a section, as in { key = value }, got \"linear\"",
        "training.steps={a=1} | training.steps must be a whole number, got {\"a\":1}",
        "training.steps=null | training.steps needs a value, got null",
      })
  void aWrongTypeIsNamedWithTheValueFoundAndTheTypeExpected(String override, String message) {
    assertFailure("", override).hasMessageStartingWith(message).hasMessageContaining(override);
  }

  @Test
  void aWrongTypeInAPresetIsTracedToItsLine() {
    assertFailure("seed = 1\noutput = [1]")
        .hasMessageContainingAll("output must be a text, got [1]", "run.conf: 2");
  }

  @ParameterizedTest
  @CsvSource({"ouput=s3a://b/x, ouput, output", "data.prepard=[, data.prepard, data.prepared"})
  void anUnknownKeyIsNamedEvenIfItsValueCannotBeRead(String override, String key, String known) {
    assertFailure("", override)
        .hasMessage(
            "Unknown key %s (override %s): did you mean %s?".formatted(key, override, known));
  }

  @Test
  void wrongSyntaxIsNamedWithItsLine() {
    assertFailure("seed = 1\ntraining { steps = [ ").hasMessageContaining("run.conf: 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"steps", "=5", "training..steps=1", "training.steps=[1"})
  void anOverrideThatCannotBeReadIsQuoted(String override) {
    assertFailure("", override).hasMessageContaining(override);
  }

  @Test
  void aPresetThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ConfigLoader.load(Optional.of(folder.resolve("no.conf")), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no.conf");
  }

  @Test
  void theRenderedConfigurationReadsBackAsTheSameRun() throws IOException {
    LoadedConfig loaded = load("training.steps = 7", "network.multipliers=[1,2,4]");
    Path again = Files.writeString(folder.resolve("again.conf"), loaded.render());

    assertThat(ConfigLoader.load(Optional.of(again), List.of()).run()).isEqualTo(loaded.run());
  }
}
