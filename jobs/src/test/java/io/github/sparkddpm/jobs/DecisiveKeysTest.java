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

  /** A new component of a record is in this list, or named as free: both are a decision. */
  @Test
  void theseComponentsOfTheRecordsMakeARunAnotherRun() {
    assertThat(ReferenceKeys.ofTheRecords())
        .filteredOn((Predicate<String>) DecisiveKeys::forTraining)
        .containsExactlyInAnyOrder(
            "seed",
            "network.image-size",
            "network.channels",
            "network.base-channels",
            "network.multipliers",
            "network.blocks-per-level",
            "network.attention-resolutions",
            "network.dropout",
            "network.groups",
            "network.classes",
            "diffusion.timesteps",
            "diffusion.schedule",
            "diffusion.zero-terminal-snr",
            "diffusion.target",
            "diffusion.loss-weight",
            "diffusion.variance",
            "training.batch-size",
            "training.shuffle-window",
            "training.held-out",
            "training.warmup-steps",
            "training.rate-schedule",
            "training.beta1",
            "training.beta2",
            "training.weight-decay",
            "training.ema-decay",
            "training.more-ema-decays",
            "training.flip",
            "training.label-dropout",
            "training.combine",
            "training.averaging-period",
            "training.round-steps");
  }
}
