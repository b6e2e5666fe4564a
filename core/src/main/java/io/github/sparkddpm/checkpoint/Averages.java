package io.github.sparkddpm.checkpoint;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The names of the sets of parameters that a checkpoint has. */
public final class Averages {

  /** The parameters as they are. */
  public static final String RAW = "raw";

  /** The moving average of the parameters. */
  public static final String EMA = "ema";

  private Averages() {}

  /**
   * Returns the names of further averages, such as {@code ema-0.999}.
   *
   * @param decays of them
   */
  public static List<String> more(List<Double> decays) {
    return decays.stream()
        .map(decay -> "%s-%s".formatted(EMA, BigDecimal.valueOf(decay).toPlainString()))
        .toList();
  }

  /**
   * Returns the names of all sets: the parameters as they are first, then their averages.
   *
   * @param decays of the further averages
   */
  public static List<String> names(List<Double> decays) {
    List<String> names = new ArrayList<>(List.of(RAW, EMA));
    names.addAll(more(decays));
    return names;
  }
}
