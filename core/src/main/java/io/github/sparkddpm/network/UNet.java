package io.github.sparkddpm.network;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.EpsilonModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The DDPM U-Net, epsilon_theta(x_t, t), as an engine computes it. For one thread at a time.
 *
 * <p>Its parameters are one flat vector [P] on the host, whatever memory the engine computes in;
 * {@link ParameterLayout#of(UNetConfig)} has the names and places of its tensors.
 */
public interface UNet extends EpsilonModel, AutoCloseable {

  /**
   * Returns the flat parameter vector [P] on the host: a view of the network's own, or a copy from
   * the device. It is only to be read; {@link #load} changes the parameters.
   */
  INDArray parameters();

  /**
   * Predicts as {@link #predict(INDArray, int[])} does, for images of given classes.
   *
   * @param labels class of each image, in [0, classes), or {@link
   *     io.github.sparkddpm.data.Labels#NONE}, length B; a network without classes ignores them
   */
  INDArray predict(INDArray xt, int[] timesteps, int[] labels);

  /** Predicts for images without a class. */
  @Override
  default INDArray predict(INDArray xt, int[] timesteps) {
    return predict(xt, timesteps, Labels.none(timesteps.length));
  }

  /**
   * Copies parameters into the network.
   *
   * @param parameters flat vector [P]; only read
   */
  void load(INDArray parameters);

  /**
   * Frees the memory that the network holds outside of Java's heap; it cannot be used afterwards.
   */
  @Override
  void close();
}
