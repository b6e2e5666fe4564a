package io.github.sparkddpm.jobs;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

/** Tests of what is done with a run of a few steps and as many images as its model has features. */
abstract class WithSampledDigits extends WithTinyDigits {

  static Path run;

  @BeforeAll
  static void trainAndSample() {
    run = shared.resolve("run");
    digits.call("train", run, "training.steps=2");
    digits.call("sample", run, "sampling.images=36");
  }
}
