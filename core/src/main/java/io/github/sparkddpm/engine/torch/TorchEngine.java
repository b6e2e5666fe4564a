package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.GraphUNet;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
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

  private final TorchTarget target;

  TorchEngine(TorchTarget target) {
    this.target = target;
  }

  @Override
  public String library() {
    return "torch " + TorchLibraries.version();
  }

  /** A GPU leaves the cores of the host idle. */
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

  /** Where NCCL does not load, as with some builds of libtorch, gradients go through the host. */
  @Override
  public AllReduce sums(ReplicaGroup group) {
    Transport transport = target.cuda() ? Transport.NCCL : Transport.GLOO;
    Optional<String> obstacle = target.cuda() ? transport.obstacle() : Optional.empty();
    if (obstacle.isPresent()) {
      LOG.warn("Gradients between GPUs are summed through the host: {}", obstacle.get());
      return vector -> group.sums().sum(vector);
    }
    try (PointerScope scope = new PointerScope()) {
      return TorchSums.join(group, transport, target.zeros(1));
    }
  }
}
