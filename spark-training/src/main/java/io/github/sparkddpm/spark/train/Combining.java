package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.sparkddpm.spark.collective.PortRange;
import java.io.Serializable;

/**
 * The distribution of the run over workers. Neither their number nor their failures change the
 * learning rate or the batch.
 *
 * @param combine how the workers' gradients become one network
 * @param workers replicas of the network, at most a batch
 * @param timeout longest wait for another worker in seconds, at least 1
 * @param maxRestarts how often a failed run is started again without a checkpoint in between, 0 or
 *     more
 * @param collectivePorts that the driver and workers may listen on to sum gradients, as {@link
 *     PortRange#parse} reads them
 * @param rounds how the ways that are DL4J's divide the run
 */
public record Combining(
    CombineMode combine,
    WorkerCount workers,
    int timeout,
    int maxRestarts,
    String collectivePorts,
    @JsonUnwrapped Rounds rounds)
    implements Serializable {

  public Combining {
    require(timeout >= 1, "training.timeout", timeout, "at least 1 (second)");
    require(maxRestarts >= 0, "training.max-restarts", maxRestarts, "0 or more");
    require(
        PortRange.parse(collectivePorts).isPresent(),
        "training.collective-ports",
        collectivePorts,
        "0 (any), or ports from 1024 to 65535 as in 7100-7199");
  }

  /** Returns the ports to sum gradients at. */
  public PortRange ports() {
    return PortRange.parse(collectivePorts).orElseThrow();
  }

  /**
   * The rounds of DL4J's modes, between which the driver has the network.
   *
   * @param averagingPeriod steps between two averagings of parameters, at least 1
   * @param roundSteps steps of a round of shared gradients, at least 1
   * @param roundTimeout longest time of a round in seconds, at least 1
   * @param networkMask of the addresses over which executors share gradients, as in 10.0.0.0/24;
   *     empty for the network of each executor's own address
   */
  public record Rounds(int averagingPeriod, int roundSteps, int roundTimeout, String networkMask)
      implements Serializable {

    public Rounds {
      require(averagingPeriod >= 1, "training.averaging-period", averagingPeriod, "at least 1");
      require(roundSteps >= 1, "training.round-steps", roundSteps, "at least 1");
      require(roundTimeout >= 1, "training.round-timeout", roundTimeout, "at least 1 (second)");
      require(
          networkMask.isEmpty() || networkMask.matches("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}"),
          "training.network-mask",
          networkMask,
          "a network of IPv4 as in 10.0.0.0/24, or empty");
    }
  }
}
