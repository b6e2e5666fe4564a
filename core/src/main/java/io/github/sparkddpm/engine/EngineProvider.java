package io.github.sparkddpm.engine;

import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import java.util.Set;

/** An engine that may be in the build; found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {

  /** Returns the engine's name. */
  Name name();

  /**
   * Returns the devices that this build's libraries compute on, none if the build lacks the engine.
   * Loads nothing, because the driver asks before a process is bound to its GPU.
   */
  Set<Device> devices();

  /** Returns whether this machine has a GPU that the engine can compute on; may load libraries. */
  boolean findsGpu();

  /**
   * Loads the engine; from then on it uses the GPU.
   *
   * @param device one of {@link #devices}
   * @throws EngineException if the device is not there, or cannot compute in the precision
   * @throws BackendException naming what is missing if the libraries do not load
   */
  Engine open(Device device, Precision precision);
}
