package io.github.sparkddpm.spark.train.events;

import io.github.sparkddpm.checkpoint.Averages;
import java.io.Serializable;
import java.util.List;

/**
 * The loss on held-out images, by noise that is the same at every measurement.
 *
 * @param weights whose loss it is, by one of the {@link Averages#names}
 * @param images how many
 * @param loss mean over the images
 * @param lossByQuarter the same for the images whose t is in each quarter of 1..T, from the least
 *     noise to the most; NaN for a quarter without images
 */
public record HeldOutLoss(String weights, int images, double loss, List<Double> lossByQuarter)
    implements Serializable {

  public HeldOutLoss {
    lossByQuarter = List.copyOf(lossByQuarter);
  }

  /**
   * Summarizes the losses of single images.
   *
   * @param losses one an image
   * @param timesteps zero-based, of the same images
   * @param count T
   */
  public static HeldOutLoss of(String weights, float[] losses, int[] timesteps, int count) {
    LossQuarters quarters = new LossQuarters(count);
    double sum = 0;
    for (int i = 0; i < losses.length; i++) {
      quarters.add(timesteps[i], losses[i]);
      sum += losses[i];
    }
    return new HeldOutLoss(weights, losses.length, sum / losses.length, quarters.means());
  }

  /** Returns whether it is the loss of an average, which samples are drawn with. */
  public boolean isOfAverage() {
    return !weights.equals(Averages.RAW);
  }
}
