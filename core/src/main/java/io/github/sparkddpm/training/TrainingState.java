package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that changes while training, and that a resumed run needs to continue as if it had
 * never stopped.
 *
 * @param step optimizer steps done; 0 for a fresh state
 * @param parameters flat vector [P]
 * @param ema exponential moving average of the parameters, [P]
 * @param adamMean Adam's first moment, [P]
 * @param adamVariance Adam's second moment, [P]
 * @param moreEma further moving averages, [P] each, in the order of their decays
 */
public record TrainingState(
    long step,
    INDArray parameters,
    INDArray ema,
    INDArray adamMean,
    INDArray adamVariance,
    List<INDArray> moreEma) {

  public TrainingState {
    moreEma = List.copyOf(moreEma);
  }

  /** Creates a state with one average. */
  public TrainingState(
      long step, INDArray parameters, INDArray ema, INDArray adamMean, INDArray adamVariance) {
    this(step, parameters, ema, adamMean, adamVariance, List.of());
  }

  /**
   * Creates the state before the first step: all averages are the parameters, and Adam's moments
   * are 0.
   *
   * @param parameters [P]; the state's own, and copied for the averages
   * @param averages how many there are besides the first
   */
  public static TrainingState fresh(INDArray parameters, int averages) {
    return new TrainingState(
        0,
        parameters,
        parameters.dup(),
        parameters.like(),
        parameters.like(),
        Stream.generate(parameters::dup).limit(averages).toList());
  }

  /** Returns all vectors: parameters, averages and moments. */
  public List<INDArray> vectors() {
    return Stream.concat(Stream.of(parameters, ema, adamMean, adamVariance), moreEma.stream())
        .toList();
  }

  /**
   * Returns whether parameters and averages are free of NaN and infinities. A sum is finite only if
   * all its terms are.
   */
  public boolean isFinite() {
    return Stream.concat(Stream.of(parameters, ema), moreEma.stream())
        .allMatch(vector -> Double.isFinite(vector.sumNumber().doubleValue()));
  }

  /** Returns whether step and vectors are the same, value by value and without tolerance. */
  public boolean isSameAs(TrainingState other) {
    List<INDArray> mine = vectors();
    List<INDArray> others = other.vectors();
    return step == other.step
        && mine.size() == others.size()
        && IntStream.range(0, mine.size()).allMatch(i -> areSame(mine.get(i), others.get(i)));
  }

  /** Compares exactly: {@code INDArray.equals} has a tolerance far above Adam's second moment. */
  private static boolean areSame(INDArray one, INDArray other) {
    return one.length() == other.length()
        && HostMemory.floats(one).equals(HostMemory.floats(other));
  }

  /** Returns the same vectors, not copied, at another step. */
  TrainingState at(long step) {
    return new TrainingState(step, parameters, ema, adamMean, adamVariance, moreEma);
  }
}
