package io.github.sparkddpm.network.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The inputs that both engines are given, and the tolerance between their results. */
public final class Parity {

  public static final TorchTarget CPU = new TorchTarget(false, false);

  public static final UNetConfig TINY =
      new UNetConfig(8, 3, 8, List.of(1, 2), 1, List.of(4), 0.25, 4);

  public static final NoiseStream NOISE = new NoiseStream(17);

  private Parity() {}

  /** The Euclidean distance, divided by the length of what is expected. */
  public static double distance(INDArray actual, INDArray expected) {
    return actual.distance2(expected) / expected.norm2Number().doubleValue();
  }

  public static void assertNear(String what, INDArray actual, INDArray expected, double relative) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double distance = distance(actual, expected);
    System.out.printf("parity: %s %.2g%n", what, distance);
    assertThat(distance).as(what).isLessThan(relative);
  }

  /** Standard normal values. */
  public static INDArray random(long... shape) {
    long length = LongStream.of(shape).reduce(1, (a, b) -> a * b);
    return NOISE
        .gaussian(Purpose.EVALUATION, length, new long[] {0}, 1, length)
        .reshape('c', shape);
  }

  /**
   * Parameters of a network in the midst of training: fresh ones have layers near zero, behind
   * which errors hide.
   */
  public static INDArray trainedParameters(UNetConfig config) {
    INDArray parameters = GraphUNet.create(config, 1).parameters().dup();
    return parameters.addi(random(parameters.length()).muli(0.02));
  }
}
