package io.github.sparkddpm.spark.sample;

/** A published sampler. */
public enum SamplingAlgorithm {
  /** The ancestral sampler of Ho et al. 2020, algorithm 2. */
  ANCESTRAL,
  /** DDIM, by Song et al. 2021. */
  DDIM
}
