package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import io.github.sparkddpm.engine.EngineProvider;
import io.github.sparkddpm.network.torch.TorchTarget;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Torch, in builds that have its native libraries. */
public final class TorchEngineProvider implements EngineProvider {

  private static final Logger LOG = LoggerFactory.getLogger(TorchEngineProvider.class);

  @Override
  public Name name() {
    return Name.TORCH;
  }

  @Override
  public Set<Device> devices() {
    return TorchLibraries.devices();
  }

  /**
   * Returns false if the libraries do not load, because a build for GPUs computes without a GPU,
   * too.
   */
  @Override
  public boolean findsGpu() {
    try {
      TorchLibraries.load();
      return torch.cuda_is_available();
    } catch (BackendException e) {
      LOG.warn("No GPU for the torch engine: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public Engine open(Device device, Precision precision) {
    TorchLibraries.load();
    boolean cuda = device == Device.CUDA;
    if (cuda) {
      TorchLibraries.requireGpu();
    }
    boolean bfloat16 = precision == Precision.BFLOAT16;
    TorchSwitches.set(bfloat16, false);
    return new TorchEngine(new TorchTarget(cuda, bfloat16));
  }
}
