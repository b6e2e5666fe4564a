package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.NoiseSchedule;

/**
 * The numbers of a step towards the image, from a visited timestep s to the next, t.
 *
 * @param h lambda_t - lambda_s, above 0; infinite if nothing of the image is left at s
 * @param alpha sqrt(alphaBar_t)
 * @param sigma sqrt(1 - alphaBar_t)
 * @param sigmaRatio sigma_t / sigma_s
 */
record LogSnrStep(double h, double alpha, double sigma, double sigmaRatio) {

  /** Returns the step from j to j - 1, where j is at least 1. */
  static LogSnrStep from(NoiseSchedule visited, int j) {
    double sigma = Math.sqrt(visited.oneMinusAlphaBar(j - 1));
    return new LogSnrStep(
        visited.halfLogSnr(j - 1) - visited.halfLogSnr(j),
        Math.sqrt(visited.alphaBar(j - 1)),
        sigma,
        sigma / Math.sqrt(visited.oneMinusAlphaBar(j)));
  }
}
