package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.ReferenceKeys;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Holds the keys that decide a result to those of the configuration's records. */
class DecisiveKeysTest {

  @Test
  void everyNameIsAKeyOrASection() {
    assertThat(ReferenceKeys.all())
        .containsAll(DecisiveKeys.FREE_FOR_TRAINING)
        .containsAll(DecisiveKeys.FIXED_FOR_SAMPLING)
        .contains("network.dropout", "training.held-out");
  }

  /** A new key is in this list, or it is free: both are a decision. */
  @Test
  void theseKeysMakeARunAnotherRun() {
    assertThat(ReferenceKeys.leaves().filter(key -> !key.startsWith("network.")))
        .filteredOn((Predicate<String>) DecisiveKeys::forTraining)
        .containsExactlyInAnyOrder(
            "seed",
            "diffusion.timesteps",
            "diffusion.schedule",
            "training.batch-size",
            "training.shuffle-window",
            "training.held-out",
            "training.warmup-steps",
            "training.ema-decay",
            "training.flip",
            "training.combine",
            "training.averaging-period",
            "training.round-steps");
  }

  @Test
  void everyKeyOfTheNetworkMakesARunAnotherRun() {
    assertThat(ReferenceKeys.leaves().filter(key -> key.startsWith("network.")))
        .isNotEmpty()
        .allMatch(DecisiveKeys::forTraining);
  }
}
