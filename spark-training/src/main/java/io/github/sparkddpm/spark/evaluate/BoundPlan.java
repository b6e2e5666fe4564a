package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.VariationalBound;
import io.github.sparkddpm.evaluation.BoundEstimator;
import io.github.sparkddpm.evaluation.TimestepStrata;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import java.io.Serializable;

/**
 * The settings by which the bound is computed; sent to executors.
 *
 * @param noise of every draw
 * @param network the network the weights are of
 * @param diffusion as the network was trained on
 * @param strata which terms are computed of every image
 * @param batchSize images at once, at least 1; kernels for other batch sizes round otherwise
 * @param threads native threads of a task, 0 for its share of the machine's cores
 */
public record BoundPlan(
    NoiseStream noise,
    UNetConfig network,
    GaussianDiffusion diffusion,
    TimestepStrata strata,
    int batchSize,
    int threads)
    implements Serializable {

  /** Returns the estimator of a batch whose images have these classes. */
  BoundEstimator estimator(UNet model, int[] labels) {
    return new BoundEstimator(
        new VariationalBound(diffusion, new GuidedModel(model, 1, labels), noise), strata);
  }
}
