package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Takes pictures of a batch's first images on their way from noise. */
final class Denoising implements Sampler.Observer {

  private static final int IMAGES = 8;

  private final int wanted;
  private final List<byte[]> moments = new ArrayList<>();

  /**
   * Creates an observer.
   *
   * @param wanted how many pictures of each, at least 2; no more than steps and the prior are taken
   */
  Denoising(int wanted) {
    this.wanted = wanted;
  }

  /** Returns the pixels of the watched images, the noise first and the finished images last. */
  List<byte[]> moments() {
    return moments;
  }

  /** Takes pictures evenly over the steps, both ends included; at every step if there are fewer. */
  @Override
  public void observe(int stepsDone, int steps, INDArray xt) {
    int last = Math.min(wanted - 1, steps);
    if (stepsDone == (long) moments.size() * steps / last) {
      long images = Math.min(IMAGES, xt.size(0));
      moments.add(PixelScaling.unscale(xt.get(NDArrayIndex.interval(0, images))));
    }
  }
}
