package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import java.io.IOException;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The averaged parameters of one checkpoint in this process, read once whatever the number of
 * tasks. Each task that is running gets a network that has them.
 */
final class SharedWeights {

  /**
   * The weights last used in this process; an executor may run the tasks of several jobs in turn.
   */
  private static Optional<SharedWeights> current = Optional.empty();

  private final String checkpoint;
  private final UNetConfig config;
  private final INDArray parameters;

  /** A reader of parameters. */
  @FunctionalInterface
  interface Reader {

    /**
     * Reads the parameters once.
     *
     * @param layout names and shapes of the parameters
     * @return the flat vector [P]
     */
    INDArray read(ParameterLayout layout) throws IOException;
  }

  private SharedWeights(String checkpoint, UNetConfig config, INDArray parameters) {
    this.checkpoint = checkpoint;
    this.config = config;
    this.parameters = parameters;
  }

  /**
   * Returns the weights of a checkpoint; the first caller reads them, others wait for it.
   *
   * @param checkpoint the digest of the weights, which identifies them
   */
  static synchronized SharedWeights of(String checkpoint, UNetConfig config, Reader reader)
      throws IOException {
    Optional<SharedWeights> found =
        current.filter(
            weights -> weights.checkpoint.equals(checkpoint) && weights.config.equals(config));
    if (found.isPresent()) {
      return found.get();
    }
    INDArray parameters = reader.read(ParameterLayout.of(config));
    SharedWeights weights = new SharedWeights(checkpoint, config, parameters);
    current = Optional.of(weights);
    return weights;
  }

  /** Drops the weights that this process holds. */
  static synchronized void forget() {
    current = Optional.empty();
  }

  /** Returns a network for the calling thread, which closes it. */
  UNet network(Engine engine) {
    UNet network = engine.network(config);
    network.load(parameters);
    return network;
  }
}
