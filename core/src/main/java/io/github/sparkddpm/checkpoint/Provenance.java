package io.github.sparkddpm.checkpoint;

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
 */
public record Provenance(Map<String, String> versions, String datasetDigest, long seed)
    implements Serializable {

  public Provenance {
    if (versions == null || datasetDigest == null) {
      throw new IllegalArgumentException("provenance lacks versions or datasetDigest");
    }
    versions = new TreeMap<>(versions);
  }
}
