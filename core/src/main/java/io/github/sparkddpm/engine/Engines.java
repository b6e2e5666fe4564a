package io.github.sparkddpm.engine;

import static io.github.sparkddpm.engine.EngineConfig.lower;

import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;

/** The engines of this build, and the choice among them that a configuration makes. */
public final class Engines {

  private final List<EngineProvider> providers;

  Engines(List<EngineProvider> providers) {
    this.providers = providers.stream().filter(provider -> !provider.devices().isEmpty()).toList();
  }

  /** Returns the engines of this build. */
  public static Engines ofBuild() {
    return new Engines(
        ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /** Returns DL4J on the device of this build's ND4J, for a process that needs no choice. */
  public static Engine dl4j() {
    return new GraphEngine();
  }

  /** Returns whether any of these engines can compute on GPUs. */
  public boolean haveCuda() {
    return providers.stream().anyMatch(provider -> provider.devices().contains(Device.CUDA));
  }

  /** Returns whether an engine that computes on GPUs finds one on this machine. */
  public boolean findGpu() {
    return providers.stream()
        .anyMatch(provider -> provider.devices().contains(Device.CUDA) && provider.findsGpu());
  }

  /**
   * Settles engine and device, in one place and once a run. The default is torch if the build has
   * it and there is a GPU to compute on, else dl4j.
   *
   * @param gpu whether there is a GPU for each task; asked only if it matters
   * @return a chosen configuration, for {@link #open} in this process or in others
   * @throws EngineException if the build lacks the engine, or lacks it for the device or the
   *     precision
   */
  public EngineConfig choose(EngineConfig wanted, BooleanSupplier gpu) {
    EngineProvider provider = provider(wanted, gpu);
    Device device = wanted.device() == Device.AUTO ? device(provider, gpu) : wanted.device();
    requireDevice(provider, device);
    return new EngineConfig(provider.name(), device, wanted.precision());
  }

  private EngineProvider provider(EngineConfig wanted, BooleanSupplier gpu) {
    if (wanted.name() != Name.AUTO) {
      return find(wanted.name()).orElseThrow(() -> lacking(wanted.name()));
    }
    return find(Name.TORCH)
        .filter(torch -> wanted.device() != Device.CPU && torch.devices().contains(Device.CUDA))
        .filter(torch -> wanted.device() == Device.CUDA || gpu.getAsBoolean())
        .or(() -> find(Name.DL4J))
        .orElseThrow(() -> lacking(Name.DL4J));
  }

  private static Device device(EngineProvider provider, BooleanSupplier gpu) {
    if (provider.devices().size() == 1) {
      return provider.devices().iterator().next();
    }
    return gpu.getAsBoolean() ? Device.CUDA : Device.CPU;
  }

  private static void requireDevice(EngineProvider provider, Device device) {
    if (!provider.devices().contains(device)) {
      throw new EngineException(
          "engine.device = %s: %s of this build computes on %s alone; set engine.device to that, or build otherwise (see docs/gpus.md)"
              .formatted(
                  lower(device),
                  lower(provider.name()),
                  lower(provider.devices().iterator().next())));
    }
  }

  /**
   * Loads an engine that was chosen, by this process or by the driver.
   *
   * @throws EngineException if this process's build or machine lacks what was chosen
   * @throws BackendException if its libraries do not load
   */
  public Engine open(EngineConfig chosen) {
    EngineProvider provider = find(chosen.name()).orElseThrow(() -> lacking(chosen.name()));
    requireDevice(provider, chosen.device());
    return provider.open(chosen.device(), chosen.precision());
  }

  private Optional<EngineProvider> find(Name name) {
    return providers.stream().filter(provider -> provider.name() == name).findFirst();
  }

  private static EngineException lacking(Name name) {
    return new EngineException(
        "engine.name = %s: this build does not have it; build it with that engine (see docs/gpus.md), or set engine.name = auto"
            .formatted(lower(name)));
  }
}
