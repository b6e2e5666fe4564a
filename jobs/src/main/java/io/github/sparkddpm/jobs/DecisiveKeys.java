package io.github.sparkddpm.jobs;

import java.util.Set;

/**
 * The keys of the configuration that decide a result. For training, every key decides that is not
 * listed here.
 */
final class DecisiveKeys {

  /** The sections and keys that a run may change from one call to the next. */
  static final Set<String> FREE_FOR_TRAINING =
      Set.of(
          "output",
          "data", // The dataset's digest is compared instead.
          "prepare",
          "engine", // Engines take over from each other at a checkpoint.
          "sampling",
          "evaluate",
          "export",
          "bench",
          "s3",
          "mlflow",
          "diffusion.clip",
          "training.steps",
          "training.start-from", // The digest of the weights is compared instead.
          "training.accumulate", // As the number of workers, it changes no more than rounding.
          "training.gradient-checkpointing", // It changes no more than rounding.
          // A run that diverged may be resumed with other values.
          "training.learning-rate",
          "training.gradient-clip",
          "training.max-non-finite-steps",
          "training.log-every",
          "training.checkpoint-every",
          "training.keep-checkpoints",
          "training.keep-every",
          "training.grid-every",
          "training.grid-images",
          "training.grid-steps",
          "training.validate-every",
          "training.validate-images",
          "training.patience",
          "training.judge-every",
          "training.judge-images",
          "training.judge-steps",
          "training.workers",
          "training.timeout",
          "training.max-restarts",
          "training.round-timeout",
          "training.network-mask",
          "training.collective-ports",
          "training.threads");

  static final Set<String> FIXED_FOR_SAMPLING =
      Set.of(
          "diffusion.schedule",
          "diffusion.timesteps",
          "diffusion.zero-terminal-snr",
          "diffusion.target",
          "diffusion.variance"); // Both fixed ones are alike.

  /** The keys of the network that weights of the same shapes may yet differ in. */
  static final Set<String> FREE_FOR_START =
      Set.of("network.image-size", "network.attention-resolutions", "network.dropout");

  private DecisiveKeys() {}

  /** Returns whether a run trained with another value is another run. */
  static boolean forTraining(String key) {
    return !FREE_FOR_TRAINING.contains(key) && !FREE_FOR_TRAINING.contains(section(key));
  }

  /** Returns whether the weights mean something else with another value. */
  static boolean forSampling(String key) {
    return FIXED_FOR_SAMPLING.contains(key)
        || (section(key).equals("network") && !key.equals("network.dropout"));
  }

  /**
   * Returns whether weights trained with another value cannot begin a run. Whether there is
   * attention at the same levels is seen by their tensors.
   */
  static boolean forStart(String key) {
    return forSampling(key) && !FREE_FOR_START.contains(key);
  }

  /** Returns whether with another value the evaluation would not be of this run. */
  static boolean forEvaluation(String key) {
    return forSampling(key) || key.equals("training.held-out");
  }

  private static String section(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? key : key.substring(0, dot);
  }
}
