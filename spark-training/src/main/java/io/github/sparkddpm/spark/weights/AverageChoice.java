package io.github.sparkddpm.spark.weights;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The choice of one set of a checkpoint's parameters.
 *
 * @param name one of the {@link Averages#names}, or {@value #AUTO} for what was judged best or, in
 *     other checkpoints, the moving average
 */
public record AverageChoice(String name) implements Serializable {

  private static final String AUTO = "auto";
  private static final Pattern NAME = Pattern.compile("auto|raw|ema(-[0-9]+\\.[0-9]+)?");

  /** The choice of what was judged best. */
  public static final AverageChoice OF_THE_BEST = new AverageChoice(AUTO);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AverageChoice {
    require(
        NAME.matcher(name).matches(),
        "sampling.average",
        name,
        "auto, raw, ema, or ema- with one of training.more-ema-decays, such as ema-0.999");
  }

  @JsonValue
  @Override
  public String name() {
    return name;
  }

  /**
   * Returns the set that is chosen.
   *
   * @param best that was judged best, or the moving average
   */
  String of(String best) {
    return name.equals(AUTO) ? best : name;
  }

  /** Returns whether a pipeline of diffusers, which has one set, is what is asked for. */
  boolean isOfPipeline() {
    return of(Averages.EMA).equals(Averages.EMA);
  }

  /**
   * Makes sure that a checkpoint has a set.
   *
   * @param chosen the set's name
   * @param location of the checkpoint
   * @throws NoCheckpointException if it has not
   */
  static void requireIn(Manifest manifest, String chosen, String location)
      throws NoCheckpointException {
    List<String> names = Averages.names(manifest.optimizer().moreEmaDecays());
    if (!names.contains(chosen) || !manifest.files().containsKey(CheckpointFormat.file(chosen))) {
      throw new NoCheckpointException(
          "The checkpoint %s has no average %s: set sampling.average to one of %s"
              .formatted(location, chosen, names));
    }
  }
}
