package io.github.sparkddpm.spark.sample;

/** Published samplers. */
public enum SamplingAlgorithm {
  /** Ho et al. 2020, algorithm 2. */
  ANCESTRAL,
  /** Song et al. 2021. */
  DDIM
}
