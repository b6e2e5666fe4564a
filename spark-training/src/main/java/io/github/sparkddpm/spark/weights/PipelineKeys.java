package io.github.sparkddpm.spark.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.network.UNetConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** A pipeline's network and noise schedule under the keys of a run's configuration. */
record PipelineKeys(Pipeline pipeline) {

  /**
   * Returns the configuration.
   *
   * @param asked the caller's network: where both have attention at the same sizes, they are listed
   *     in its order
   */
  JsonNode config(UNetConfig asked) {
    UNetConfig network = pipeline.network();
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    ObjectNode keys =
        config
            .putObject("network")
            .put("channels", network.channels())
            .put("base-channels", network.baseChannels())
            .put("blocks-per-level", network.blocksPerLevel())
            .put("groups", network.groups())
            .put("classes", network.classes());
    keys.set("image-size", network.imageSize().toJson());
    network.multipliers().forEach(keys.putArray("multipliers")::add);
    sizes(network, asked).forEach(keys.putArray("attention-resolutions")::add);
    config
        .putObject("diffusion")
        .put("schedule", pipeline.schedule().name().toLowerCase(Locale.ROOT))
        .put("timesteps", pipeline.timesteps())
        .put("zero-terminal-snr", pipeline.zeroTerminalSnr())
        .put("target", pipeline.target().name().toLowerCase(Locale.ROOT))
        .put("variance", pipeline.variance().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return config;
  }

  private static List<Integer> sizes(UNetConfig network, UNetConfig asked) {
    List<Integer> sizes = network.attentionResolutions();
    return new HashSet<>(sizes).equals(new HashSet<>(asked.attentionResolutions()))
        ? asked.attentionResolutions()
        : sizes;
  }

  /** Returns whether a pipeline has the value of a key. */
  boolean has(String key) {
    return !config(pipeline.network()).at("/" + key.replace('.', '/')).isMissingNode();
  }
}
