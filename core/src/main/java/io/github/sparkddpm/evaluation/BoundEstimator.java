package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.diffusion.VariationalBound;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The variational bound of a batch of images, by K calls of the network.
 *
 * @param bound how a term is computed
 * @param strata which terms are
 */
public record BoundEstimator(VariationalBound bound, TimestepStrata strata) {

  /** An observer that is called after each call of the network. */
  @FunctionalInterface
  public interface Observer {
    void computed(int images);
  }

  /**
   * Estimates.
   *
   * @param x0 images [B,C,H,W] in [-1,1], of 8-bit origin
   * @param ids their ids, length B: all that an image's noise and timesteps depend on
   * @param labels their classes or {@link io.github.sparkddpm.data.Labels#NONE}, length B, by which
   *     the statistics are grouped
   */
  public BoundStatistics estimate(INDArray x0, long[] ids, int[] labels, Observer observer) {
    var builder = new BoundStatistics.Builder(bound.prior(x0), strata.timesteps());
    for (int k = 0; k < strata.count(); k++) {
      int[] timesteps = strata.draw(bound.noise(), k, ids);
      builder.add(timesteps, bound.terms(x0, ids, timesteps), strata.width(k));
      observer.computed(ids.length);
    }
    return builder.build(labels);
  }
}
