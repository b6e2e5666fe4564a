package io.github.sparkddpm.network;

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
