package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network beside the one that is trained, by which the run is looked at. Training does therefore
 * not depend on whether it is. It takes no memory before it is first asked for.
 */
public final class SecondNetwork implements AutoCloseable {

  private final UNetConfig config;
  private final Engine engine;
  private UNet network;

  /** Creates nothing yet. */
  public SecondNetwork(UNetConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
  }

  /**
   * Returns the network with these parameters.
   *
   * @param parameters flat vector [P]; only read
   */
  public UNet with(INDArray parameters) {
    if (network == null) {
      network = engine.network(config);
    }
    network.load(parameters);
    return network;
  }

  @Override
  public void close() {
    if (network != null) {
      network.close();
    }
  }
}
