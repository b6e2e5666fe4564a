package io.github.sparkddpm.engine;

import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import java.util.Set;

/** DL4J, which every build has: on the CPU or, built with the cuda profile, on GPUs. */
public final class GraphEngineProvider implements EngineProvider {

  /** The backend for GPUs, which ND4J takes if it is on the classpath. */
  private static final String CUDA_BACKEND = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

  @Override
  public Name name() {
    return Name.DL4J;
  }

  @Override
  public Set<Device> devices() {
    boolean cuda = GraphEngineProvider.class.getResource(CUDA_BACKEND) != null;
    return Set.of(cuda ? Device.CUDA : Device.CPU);
  }

  /** Returns true in a build for GPUs, which has no other device. */
  @Override
  public boolean findsGpu() {
    return devices().contains(Device.CUDA);
  }

  @Override
  public Engine open(Device device, Precision precision) {
    return new GraphEngine();
  }
}
