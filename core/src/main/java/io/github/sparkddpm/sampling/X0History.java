package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The last predictions of x_0 in one walk, the newest first. */
final class X0History {

  private record Entry(INDArray x0, double lambda) {}

  private final NoiseSchedule visited;
  private final int capacity;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Creates an empty history.
   *
   * @param visited the schedule of the visited timesteps
   * @param capacity predictions that are kept, at least 1
   */
  X0History(NoiseSchedule visited, int capacity) {
    this.visited = visited;
    this.capacity = capacity;
  }

  /**
   * Adds the prediction made at the visited timestep j, and forgets the oldest if full. One from
   * where nothing of the image was left is forgotten too: it is infinitely far away.
   */
  void add(INDArray x0, int j) {
    entries.removeIf(entry -> Double.isInfinite(entry.lambda()));
    entries.add(0, new Entry(x0, visited.halfLogSnr(j)));
    if (entries.size() > capacity) {
      entries.remove(capacity);
    }
  }

  int size() {
    return entries.size();
  }

  INDArray newest() {
    return entries.get(0).x0();
  }

  /** Returns (lambda - newest lambda) / h of the newest predictions: 0, and then negative ones. */
  double[] distances(int count, double h) {
    double newest = entries.get(0).lambda();
    return entries.stream().limit(count).mapToDouble(e -> (e.lambda() - newest) / h).toArray();
  }

  /** Computes decay x + alpha (weights_0 newest x_0 + weights_1 the one before ..), a new array. */
  INDArray combine(INDArray x, double decay, double alpha, double[] weights) {
    INDArray sum = x.mul(decay);
    for (int i = 0; i < weights.length; i++) {
      sum.addi(entries.get(i).x0().mul(alpha * weights[i]));
    }
    return sum;
  }
}
