package io.github.sparkddpm.training;

import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.SimpleLoss;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The noise by which a network's loss on held-out images is measured: the same one at every
 * measurement, so that two losses differ by the networks alone.
 *
 * <p>Timesteps are stratified. Of N images, image i is noised to a timestep that is drawn evenly
 * from part i of N equal parts of 0..T-1.
 *
 * @param images N, at least 1
 */
public record HeldOutNoise(GaussianDiffusion diffusion, NoiseStream noise, int images) {

  /**
   * Returns the zero-based timestep of an image.
   *
   * @param position of the image, in [0, N)
   * @param id all that its draw depends on
   */
  public int timestep(int position, long id) {
    double share = noise.generator(Purpose.HELD_OUT_TIMESTEP, 0, id).nextDouble();
    return (int) ((position + share) / images * diffusion.schedule().timesteps());
  }

  /**
   * Measures the loss that training would have on images, without dropout.
   *
   * @param model the network, told the classes of these images if it is told any
   * @param first position of the first image, in [0, N)
   * @param ids ids of the images at consecutive positions, length B
   * @param x0 these images, [B,C,H,W] in [-1,1]
   * @return the loss of every image, length B
   */
  public double[] losses(EpsilonModel model, int first, long[] ids, INDArray x0) {
    int[] timesteps = new int[ids.length];
    Arrays.setAll(timesteps, b -> timestep(first + b, ids[b]));
    INDArray epsilon = noise.gaussian(Purpose.HELD_OUT_EPSILON, 0, ids, x0.shape());
    NoisedBatch batch = NoisedBatch.at(diffusion, x0, timesteps, epsilon);
    return new SimpleLoss(batch.objective(), model.predict(batch.xt(), timesteps)).perImage();
  }
}
