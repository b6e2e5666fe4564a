package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.network.torch.TorchTarget;
import io.github.sparkddpm.network.torch.TorchUNet;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.ReplicaGroup;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Torch, loaded, on one device. */
final class TorchEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);

  /**
   * The switch by which gradients go between processors as they do between GPUs. It is for tests of
   * that way on machines without GPUs, and not for users: Gloo prints to standard output, and takes
   * whoever connects for a replica.
   */
  private static final boolean GLOO = "gloo".equals(System.getenv("SPARK_DDPM_TORCH_SUMS"));

  private final TorchTarget target;

  TorchEngine(TorchTarget target) {
    this.target = target;
  }

  @Override
  public String library() {
    return "torch " + TorchLibraries.version();
  }

  /** Returns true on a GPU, which leaves the cores of the host idle. */
  @Override
  public boolean drawsAhead() {
    return target.cuda();
  }

  @Override
  public void threads(int count) {
    torch.set_num_threads(count);
    if (!target.cuda()) {
      // Each of torch's threads calls OpenBLAS: with threads of its own they swamp the machine.
      openblas_nolapack.blas_set_num_threads(1);
    }
  }

  @Override
  public UNet network(UNetConfig config) {
    return new TorchUNet(config, target);
  }

  @Override
  public Learner learner(UNetConfig config, OptimizerConfig optimizer, long seed) {
    try (GraphUNet initialized = GraphUNet.create(config, seed)) {
      return new TorchLearner(
          new TorchNetwork(config, target, true), optimizer, initialized.parameters());
    }
  }

  /**
   * Sums between GPUs by NCCL. Sums go through the host between processors, and where NCCL does not
   * load, as with some builds of libtorch.
   */
  @Override
  public AllReduce sums(ReplicaGroup group) {
    AllReduce throughHost = vector -> group.sums().sum(vector);
    if (!target.cuda() && !GLOO) {
      return throughHost;
    }
    Transport transport = target.cuda() ? Transport.NCCL : Transport.GLOO;
    Optional<String> obstacle = transport.obstacle();
    if (obstacle.isPresent()) {
      LOG.warn("Gradients between GPUs are summed through the host: {}", obstacle.get());
      return throughHost;
    }
    try (PointerScope scope = new PointerScope()) {
      return TorchSums.join(group, transport, target.zeros(1));
    }
  }
}
