package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.DataPosition;
import io.github.sparkddpm.training.Hyperparameters;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of {@code checkpoint.json}.
 *
 * @param formatVersion the version of the format the checkpoint is in
 * @param step optimizer steps done
 * @param position where in the order of examples the run stands
 * @param optimizer the optimizer's hyperparameters
 * @param config the run's whole configuration
 * @param files length and digest of each file of tensors, by name
 */
public record Manifest(
    int formatVersion,
    long step,
    DataPosition position,
    Hyperparameters optimizer,
    JsonNode config,
    Provenance provenance,
    Map<String, FileDigest> files) {

  /**
   * The length and digest that a file must have.
   *
   * @param bytes its length
   * @param sha256 lower-case hex
   */
  public record FileDigest(long bytes, String sha256) {}

  public Manifest {
    if (step < 0 || !config.isObject()) {
      throw new IllegalArgumentException("its step is negative, or its config no object");
    }
    files = new TreeMap<>(files);
  }
}
