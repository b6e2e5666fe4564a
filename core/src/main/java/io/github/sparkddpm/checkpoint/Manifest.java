package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.DataPosition;
import io.github.sparkddpm.training.Hyperparameters;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
   * What a file must be.
   *
   * @param bytes its length
   * @param sha256 lower-case hex
   */
  public record FileDigest(long bytes, String sha256) {}

  /** Nothing but the checkpoint's own files: another name would be read from wherever it leads. */
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public Manifest {
    require(step >= 0, "its step is negative");
    require(
        position != null
            && optimizer != null
            && config != null
            && config.isObject()
            && provenance != null
            && files != null,
        "a key is missing");
    require(
        files.keySet().stream().allMatch(name -> FILE.matcher(name).matches()),
        "it names files that are not the checkpoint's");
    files = new TreeMap<>(files);
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
