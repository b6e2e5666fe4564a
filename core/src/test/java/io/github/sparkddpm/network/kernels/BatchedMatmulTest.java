package io.github.sparkddpm.network.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BatchedMatmulTest {

  private static final NoiseStream NOISE = new NoiseStream(5);

  @ParameterizedTest
  @CsvSource({
    "3, 5, 7, 4, false, false",
    "3, 5, 7, 4, true, false",
    "3, 5, 7, 4, false, true",
    "2, 49, 49, 64, true, true",
    "2, 256, 64, 256, false, true",
    "1, 256, 256, 128, true, false"
  })
  void theFloatKernelComputesWhatThePlainOneComputesInDouble(
      int batch, int rows, int inner, int columns, boolean transposeA, boolean transposeB) {
    INDArray a = transposeA ? random(1, batch, inner, rows) : random(1, batch, rows, inner);
    INDArray b = transposeB ? random(2, batch, columns, inner) : random(2, batch, inner, columns);
    INDArray fast = Nd4j.create(DataType.FLOAT, batch, rows, columns);
    INDArray plain = Nd4j.create(DataType.DOUBLE, batch, rows, columns);
    Kernels.batchedMatmul(new Workspace(DataType.FLOAT))
        .multiply(a, transposeA, b, transposeB, fast);
    NativeOps.matmul(
        a.castTo(DataType.DOUBLE), transposeA, b.castTo(DataType.DOUBLE), transposeB, plain);
    assertThat(fast.castTo(DataType.DOUBLE).distance2(plain))
        .isLessThan(1e-5 * plain.norm2Number().doubleValue());
  }

  @Test
  void oneKernelServesShapesAndArraysInTurn() {
    BatchedMatmul matmul = Kernels.batchedMatmul(new Workspace(DataType.FLOAT));
    for (int size : new int[] {2, 6, 2}) {
      INDArray a = random(size, 2, size, 3);
      INDArray b = random(size + 1, 2, 3, size);
      INDArray out = Nd4j.create(DataType.FLOAT, 2, size, size);
      matmul.multiply(a, false, b, false, out);
      INDArray expected = Nd4j.create(DataType.FLOAT, 2, size, size);
      NativeOps.matmul(a, false, b, false, expected);
      assertThat(out.equalsWithEps(expected, 1e-5)).isTrue();
    }
  }

  @Test
  void oneDnnIsTakenWhereItsLibraryIs() {
    assertThat(OneDnn.isAvailable()).isTrue();
    assertThat(Kernels.batchedMatmul(new Workspace(DataType.FLOAT)))
        .isInstanceOf(OneDnnMatmul.class);
    assertThat(Kernels.batchedMatmul(new Workspace(DataType.DOUBLE)))
        .isNotInstanceOf(OneDnnMatmul.class);
  }

  private static INDArray random(long key, long... shape) {
    long[] ids = new long[(int) shape[0]];
    Arrays.setAll(ids, i -> i);
    return NOISE.gaussian(Purpose.EPSILON, key, ids, shape);
  }
}
