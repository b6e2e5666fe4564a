package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The provenance of weights.
 *
 * @param versions versions of what computed them, such as {@code spark-ddpm}, {@code nd4j}, {@code
 *     java}
 * @param datasetDigest the digest of the prepared dataset they were trained on
 * @param seed the run's seed
 * @param parent the weights that the run began with, among it their {@code sha256}; empty for
 *     random ones
 */
public record Provenance(
    Map<String, String> versions,
    String datasetDigest,
    long seed,
    @JsonInclude(Include.NON_EMPTY) Map<String, String> parent)
    implements Serializable {

  public Provenance {
    if (versions == null || datasetDigest == null) {
      throw new IllegalArgumentException("provenance lacks versions or datasetDigest");
    }
    versions = new TreeMap<>(versions);
    parent = parent == null ? Map.of() : new TreeMap<>(parent);
  }

  /** Creates the provenance of a run that begins with random weights. */
  public Provenance(Map<String, String> versions, String datasetDigest, long seed) {
    this(versions, datasetDigest, seed, Map.of());
  }
}
