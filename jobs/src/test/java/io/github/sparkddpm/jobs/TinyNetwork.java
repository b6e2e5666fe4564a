package io.github.sparkddpm.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A network of the digits that is so small that a test can train it, and draw with it. */
public final class TinyNetwork {

  public static final List<String> KEYS =
      List.of(
          "data.shards=2",
          "network.base-channels=8",
          "network.multipliers=[1, 1]",
          "network.attention-resolutions=[]",
          "diffusion.timesteps=10",
          "diffusion.schedule=cosine");

  private TinyNetwork() {}

  /**
   * Returns the words of a command on it. Of keys that are there more than once the last one wins.
   */
  public static List<String> command(String verb, List<String> common, String... overrides) {
    Path preset = Path.of("../conf/digits.conf").toAbsolutePath();
    Stream<String> start = Stream.of(verb, "--config", preset.toString());
    return Stream.of(start, KEYS.stream(), common.stream(), Stream.of(overrides))
        .flatMap(words -> words)
        .toList();
  }
}
