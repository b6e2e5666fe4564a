package io.github.sparkddpm.sampling;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A published algorithm that turns noise into images. */
@FunctionalInterface
public interface Sampler {

  /** Watches images emerge from noise, for progress and pictures of the denoising. */
  @FunctionalInterface
  interface Observer {

    /** An observer that ignores all images. */
    Observer NONE = (stepsDone, steps, xt) -> {};

    /**
     * Observes the prior, and then the images after every step.
     *
     * @param stepsDone 0 for the prior, {@code steps} for the finished images
     * @param steps how many steps the sampler takes in all
     * @param xt the images as they are now, [B,C,H,W]; to be read, and copied by who keeps them
     */
    void observe(int stepsDone, int steps, INDArray xt);
  }

  /**
   * Draws the images of the given ids. An image depends on the seed, its id and the model alone,
   * not on the batch it is drawn in.
   *
   * @param imageIds B ids, at least one
   * @return new images [B,C,H,W]; in [-1,1] if the sampler's diffusion clips x_0
   */
  INDArray sample(long[] imageIds, Observer observer);

  /** Draws the images unobserved. */
  default INDArray sample(long... imageIds) {
    return sample(imageIds, Observer.NONE);
  }
}
