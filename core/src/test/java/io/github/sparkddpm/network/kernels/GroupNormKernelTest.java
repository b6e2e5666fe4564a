package io.github.sparkddpm.network.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast kernel in float against the plain one in double. */
class GroupNormKernelTest {

  private static final NoiseStream NOISE = new NoiseStream(9);
  private static final double RELATIVE = 1e-5;

  private int arrays;

  @ParameterizedTest
  @CsvSource({
    "3, 5, 7, 6, 3, true, true",
    "2, 28, 28, 32, 8, true, false",
    "2, 7, 7, 96, 8, true, true",
    "1, 2, 2, 768, 32, false, true",
    "2, 16, 16, 64, 32, false, false"
  })
  void theHostKernelComputesWhatThePlainOneComputes(
      int b, int h, int w, int c, int groups, boolean silu, boolean shifted) {
    INDArray x = random(b, h, w, c).muli(2).addi(1);
    INDArray shift = shifted ? random(b, c) : null;
    INDArray gradOut = random(b, h, w, c);
    INDArray gamma = random(c);
    INDArray beta = random(c);
    List<INDArray> fast = run(DataType.FLOAT, x, shift, gradOut, gamma, beta, groups, silu);
    List<INDArray> plain = run(DataType.DOUBLE, x, shift, gradOut, gamma, beta, groups, silu);
    for (int i = 0; i < plain.size(); i++) {
      double distance = fast.get(i).castTo(DataType.DOUBLE).distance2(plain.get(i));
      assertThat(distance / plain.get(i).norm2Number().doubleValue())
          .as("result %d", i)
          .isLessThan(RELATIVE);
    }
  }

  /** Output, gradient by x, by gamma, by beta and, where there is one, by shift. */
  private static List<INDArray> run(
      DataType type,
      INDArray x,
      INDArray shift,
      INDArray gradOut,
      INDArray gamma,
      INDArray beta,
      int groups,
      boolean silu) {
    List<ParameterSpec> specs = ParameterSpec.norm("", (int) gamma.length());
    Parameters parameters = new Parameters(specs, Nd4j.concat(0, gamma, beta).castTo(type));
    parameters.gradients(Nd4j.create(type, 2 * gamma.length()));
    GroupNormKernel kernel =
        Kernels.groupNorm(
            new Workspace(type),
            parameters.get("", "weight"),
            parameters.get("", "bias"),
            groups,
            silu);
    INDArray typedX = x.castTo(type);
    INDArray typedShift = shift == null ? null : shift.castTo(type);
    INDArray gradShift = shift == null ? null : Nd4j.create(type, shift.shape());
    List<INDArray> results = new ArrayList<>();
    INDArray y = Nd4j.create(type, x.shape());
    INDArray gradX = Nd4j.create(type, x.shape());
    kernel.forward(typedX, typedShift, y);
    kernel.backward(typedX, typedShift, gradOut.castTo(type), gradX, gradShift);
    results.add(y);
    results.add(gradX);
    parameters.all().forEach(parameter -> results.add(parameter.gradient()));
    if (shift != null) {
      results.add(gradShift);
    }
    return results;
  }

  private INDArray random(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return NOISE
        .gaussian(Purpose.EVALUATION, arrays++, new long[] {0}, 1, length)
        .reshape('c', shape);
  }
}
