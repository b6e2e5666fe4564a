package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.sampling.Clip;
import io.github.sparkddpm.spark.sample.Conditioning;
import io.github.sparkddpm.spark.sample.SamplingAlgorithm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that keys may have, and those that are refused. */
class ConfigValuesTest extends WithPresets {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.steps=0 | training.steps must be at least 1, got 0",
        "training.learning-rate=-1 | training.learning-rate must be above 0, got -1.0",
        "training.ema-decay=1 | training.ema-decay must be in [0, 1), got 1.0",
        "data.shards=0 | data.shards must be at least 1, got 0",
        "output= | output must be a path, got \"\"",
        "diffusion.timesteps=0 | diffusion.timesteps must be at least 1, got 0",
        "diffusion.zero-terminal-snr=true | diffusion.zero-terminal-snr must be false with diffusion.target = epsilon, because the noise in pure noise says nothing of the image (set diffusion.target to v or x0), got true",
        "training.accumulate=0 | training.accumulate must be at least 1, got 0",
        "training.accumulate=5 | training.accumulate must be a divisor of training.batch-size (32), got 5",
        "training.weight-decay=-1 | training.weight-decay must be 0 or more, got -1.0",
        "training.beta1=1 | training.beta1 must be in [0, 1), got 1.0",
        "training.beta2=1 | training.beta2 must be in [0, 1), got 1.0",
        "training.label-dropout=1 | training.label-dropout must be in [0, 1), got 1.0",
        "sampling.guidance=-1 | sampling.guidance must be 0 or more, got -1.0",
        "sampling.guidance=2 | sampling.guidance must be 1, because the network has no classes (network.classes = 0), got 2.0",
        "sampling.classes=[3] | sampling.classes must be [], because network.classes = 0, got [3]",
        "sampling.eta=2 | sampling.eta must be in [0, 1], got 2.0",
        "sampling.order=4 | sampling.order must be in [1, 3], got 4",
        "sampling.format=table | sampling.format must be png, parquet or npz, unless sampling.table names a table, got \"table\"",
        "sampling.table=db.samples | sampling.table must be \"\" unless sampling.format is table, got \"db.samples\"",
        "sampling.partitions=-1 | sampling.partitions must be 0 (one a core) or more, got -1",
        "s3.endpoint=minio:9000 | s3.endpoint must be empty or a URL, as in http://host:9000, got \"minio:9000\"",
        "s3.endpoint=http://me:word@minio | s3.endpoint must be empty or a URL, as in http://host:9000, got \"http://******@minio\"",
        "mlflow.tracking-uri=mlflow:5000 | mlflow.tracking-uri must be empty or a URL without a login or a query, as in http://host:5000 (MLFLOW_TRACKING_USERNAME and its like have that), got \"mlflow:5000\"",
        "mlflow.tracking-uri=https://me:word@mlflow/team | mlflow.tracking-uri must be empty or a URL without a login or a query, as in http://host:5000 (MLFLOW_TRACKING_USERNAME and its like have that), got \"https://******@mlflow/team\"",
        "mlflow.tracking-uri=http://me:wo/me:word@mlflow | mlflow.tracking-uri must be empty or a URL without a login or a query, as in http://host:5000 (MLFLOW_TRACKING_USERNAME and its like have that), got \"http://******@mlflow\"",
        "s3.retries=11 | s3.retries must be 0 to 10, got 11",
        "s3.connect-timeout=0 | s3.connect-timeout must be at least 1, got 0",
        "s3.read-timeout=0 | s3.read-timeout must be at least 1, got 0",
        "sampling.frames=1 | sampling.frames must be 0 (none) or at least 2, got 1",
        "training.grid-every=-1 | training.grid-every must be 0 (none) or more, got -1",
        "training.grid-images=0 | training.grid-images must be at least 1, got 0",
        "training.grid-steps=0 | training.grid-steps must be at least 1, got 0",
        "bench.steps=0 | bench.steps must be at least 1, got 0",
      })
  void aValueOutOfRangeIsNamedWithTheRange(String override, String message) {
    assertFailure("", override)
        .hasMessageStartingWith(message)
        .hasMessageContaining("override")
        .hasMessageNotContaining("me:word");
  }

  @Test
  void theSolversNameNeedsNoQuotesInAnOverride() {
    assertThat(load("", "sampling.sampler=dpm-solver++").run().sampling().method().sampler())
        .isEqualTo(SamplingAlgorithm.DPM_SOLVER_PLUS_PLUS);
    assertFailure("", "sampling.sampler=dpm")
        .hasMessageStartingWith(
            "sampling.sampler must be ancestral or ddim or dpm-solver++ or unipc, got \"dpm\"");
  }

  @Test
  void guidanceNeedsTrainingWithoutClasses() {
    assertFailure("network.classes = 10, training.label-dropout = 0, sampling.guidance = 2")
        .hasMessageStartingWith("sampling.guidance must be 1 with training.label-dropout = 0");
    RunConfig run = load("network.classes = 10, sampling { guidance = 2, classes = [3] }").run();
    assertThat(run.sampling().conditioning()).isEqualTo(new Conditioning(2, List.of(3), List.of()));
  }

  @Test
  void anOrderAboveTheStepsIsRefused() {
    assertFailure("sampling { sampler = unipc, steps = 2, order = 3 }")
        .hasMessageStartingWith("sampling.order must be at most sampling.steps (2), got 3");
    assertThat(load("sampling { sampler = ddim, steps = 1 }").run().sampling().method().order())
        .isEqualTo(2);
  }

  @Test
  void samplingIsClippedAsTheDiffusionUnlessItSaysOtherwise() {
    assertThat(clip("")).isEqualTo(Clip.STATIC);
    assertThat(clip("diffusion.clip = false")).isEqualTo(Clip.NONE);
    assertThat(clip("diffusion.clip = false, sampling.clip = dynamic")).isEqualTo(Clip.DYNAMIC);
    assertThat(clip("sampling.clip = none")).isEqualTo(Clip.NONE);
  }

  private Clip clip(String preset) {
    RunConfig run = load(preset).run();
    return run.sampling().method().clip().clip(run.diffusion().clip());
  }

  @Test
  void moreStepsThanASpacingHasAreRefused() {
    assertFailure("sampling { steps = 990, spacing = quadratic }")
        .hasMessageContainingAll("sampling.steps", "fewer with sampling.spacing=quadratic");
  }

  @Test
  void aRangeThatDependsOnAnotherKeyNamesBoth() {
    assertFailure("sampling { sampler = ddim, steps = 20 }\ndiffusion.timesteps = 10")
        .hasMessageContainingAll("sampling.steps", "diffusion.timesteps (10)", "run.conf: 1");
    assertFailure("training.grid-every = 5\ndiffusion.timesteps = 10")
        .hasMessageContainingAll("training.grid-steps", "diffusion.timesteps (10)", "got 20");
    assertFailure("training { workers = 3, combine = parameter-averaging }")
        .hasMessageContainingAll("training.workers", "a divisor of training.batch-size (32)");
    assertFailure("training { accumulate = 4, workers = 4, batch-size = 24 }")
        .hasMessageStartingWith(
            "training.accumulate must be a divisor of training.batch-size divided by"
                + " training.workers (24 / 4), got 4");
    assertFailure("diffusion { zero-terminal-snr = true, target = v, timesteps = 1 }")
        .hasMessageContainingAll("diffusion.timesteps", "diffusion.zero-terminal-snr = true");
    assertFailure("training { grid-every = 5, combine = shared-gradients }")
        .hasMessageContainingAll("training.grid-every", "training.combine = all-reduce", "got 5");
  }

  @Test
  void theNetworkLearnsTheVarianceIfTheDiffusionSaysSo() {
    assertThat(load("").run().network().learnsVariance()).isFalse();
    RunConfig run = load("diffusion.variance = learned").run();
    assertThat(run.network().outputChannels()).isEqualTo(6);
    assertThat(run.toJson().at("/network").has("learns-variance")).isFalse();
    assertThat(run.withPaths(path -> path)).isEqualTo(run);
    assertFailure("", "network.learns-variance=true").hasMessageStartingWith("Unknown key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network.groups=7 | groups 7 does not divide the 64 channels",
        "network.image-size=30 | image-size 30 is not divisible by 4, as the 3 multipliers [1, 2, 2]",
        "network.attention-resolutions=[7] | names 7, but the feature maps have heights [32, 16, 8]",
        "network.image-size=[32,30] | image-size [32, 30] is not divisible by 4, as the 3 multipliers",
        "network.image-size=[24,32] | names 16, but the feature maps have heights [24, 12, 6]",
      })
  void aNetworkThatCannotBeIsRefused(String override, String message) {
    assertFailure("", override).hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "[32]", "[32,32,3]", "[32,1.5]", "8196", "small", "{height=32}"})
  void aSizeThatIsNeitherOneNumberNorTwoIsNamedWithItsPlace(String size) {
    assertFailure("", "network.image-size=" + size)
        .hasMessageStartingWith(
            "network.image-size must be a whole number of pixels, or [height, width], from 1 to"
                + " 8192 a side, got ")
        .hasMessageEndingWith("(override network.image-size=" + size + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network.image-size | 32 | 32",
        "network.image-size | \"32\" | 32",
        "network.image-size | [32,32] | 32",
        "network.image-size | [32,48] | [32,48]",
        "training.workers | auto | \"auto\"",
        "training.workers | AUTO | \"auto\"",
        "training.workers | 0 | \"auto\"",
        "training.workers | 4 | 4",
        "training.workers | \"4\" | 4"
      })
  void aValueThatMayBeOfTwoKindsIsWrittenInOneWay(String key, String found, String written) {
    RunConfig run = load("%s = %s".formatted(key, found)).run();
    assertThat(run.toJson().at("/" + key.replace('.', '/'))).hasToString(written);
    assertThat(run.withPaths(path -> path)).isEqualTo(run);
    assertThat(load("", key + "=" + found).run()).isEqualTo(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "1.5", "[2]", "true", "12345678901"})
  void anyOtherNumberOfWorkersIsNamedWithItsPlace(String found) {
    assertFailure("", "training.workers=" + found)
        .hasMessageStartingWith(
            "training.workers must be auto (one for every executor), or a whole number of at least"
                + " 1, got ")
        .hasMessageEndingWith("(override training.workers=" + found + ")");
  }
}
