package io.github.sparkddpm.network.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast kernel in float against the plain one in double. */
class ConvolutionKernelTest {

  private static final NoiseStream NOISE = new NoiseStream(11);
  private static final double RELATIVE = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "2, 28, 28, 32, 32",
    "3, 7, 7, 64, 64",
    "2, 14, 14, 96, 32",
    "1, 8, 8, 256, 256",
    "2, 5, 9, 16, 48",
    "2, 6, 6, 8, 12",
    "1, 1, 1, 32, 16"
  })
  void theFastKernelComputesWhatThePlainOneComputes(int b, int h, int w, int in, int out) {
    List<INDArray> plain =
        run(DataType.DOUBLE, workspace -> new NativeConvolution(1), b, h, w, in, out);
    List<INDArray> fast =
        run(
            DataType.FLOAT,
            workspace -> new WinogradConvolution(workspace, new NativeConvolution(1)),
            b,
            h,
            w,
            in,
            out);
    for (int i = 0; i < plain.size(); i++) {
      double distance = fast.get(i).castTo(DataType.DOUBLE).distance2(plain.get(i));
      assertThat(distance / plain.get(i).norm2Number().doubleValue())
          .as("result %d", i)
          .isLessThan(RELATIVE);
    }
  }

  @Test
  void aKernelCompiledInOneThreadComputesTheSameInAnother() throws Exception {
    WinogradConvolution kernel =
        new WinogradConvolution(new Workspace(DataType.FLOAT), new NativeConvolution(1));
    List<INDArray> here = run(DataType.FLOAT, workspace -> kernel, 2, 28, 28, 32, 32);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      List<INDArray> there =
          other.submit(() -> run(DataType.FLOAT, workspace -> kernel, 2, 28, 28, 32, 32)).get();
      assertThat(there).isEqualTo(here);
    } finally {
      other.shutdown();
    }
  }

  @Test
  void theFastKernelIsTakenForThreeByThreeInFloatOnly() {
    Workspace floats = new Workspace(DataType.FLOAT);
    INDArray threeByThree = Nd4j.create(DataType.FLOAT, 16, 16, 3, 3);
    INDArray oneByOne = Nd4j.create(DataType.FLOAT, 16, 16, 1, 1);
    assertThat(Kernels.convolution(floats, threeByThree, 1))
        .isInstanceOf(WinogradConvolution.class);
    assertThat(Kernels.convolution(floats, threeByThree, 2)).isInstanceOf(NativeConvolution.class);
    assertThat(Kernels.convolution(floats, oneByOne, 1)).isInstanceOf(NativeConvolution.class);
    assertThat(Kernels.convolution(new Workspace(DataType.DOUBLE), threeByThree, 1))
        .isInstanceOf(NativeConvolution.class);
  }

  @Test
  void channelsInSixteensAreHandledWhereTheProcessorCan() {
    assumeTrue(hasAvx512(), "needs AVX-512");
    WinogradConvolution kernel =
        new WinogradConvolution(new Workspace(DataType.FLOAT), new NativeConvolution(1));
    assertThat(kernel.handles(random(1, 2, 8, 8, 32), random(2, 2, 8, 8, 64))).isTrue();
  }

  private static boolean hasAvx512() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512bw");
    } catch (IOException e) {
      return false;
    }
  }

  /** Output, gradient by x, by weight and by bias. */
  private static List<INDArray> run(
      DataType type,
      Function<Workspace, ConvolutionKernel> kernels,
      int b,
      int h,
      int w,
      int in,
      int out) {
    List<ParameterSpec> specs = ParameterSpec.conv("conv", in, out, 3, Initializer.DEFAULT);
    long count = 9L * in * out + out;
    Parameters parameters = new Parameters(specs, random(3, 1, count).castTo(type).reshape(count));
    parameters.gradients(Nd4j.create(type, count));
    Parameter weight = parameters.get("conv", "weight");
    Parameter bias = parameters.get("conv", "bias");
    ConvolutionKernel kernel = kernels.apply(new Workspace(type));
    INDArray x = random(1, b, h, w, in).castTo(type);
    INDArray gradOut = random(2, b, h, w, out).castTo(type);
    INDArray y = Nd4j.create(type, b, h, w, out);
    INDArray gradX = Nd4j.create(type, b, h, w, in);
    kernel.forward(x, weight, bias, y);
    kernel.backward(x, weight, bias, gradOut, gradX);
    return List.of(y, gradX, weight.gradient(), bias.gradient());
  }

  private static INDArray random(long key, long... shape) {
    long[] ids = new long[(int) shape[0]];
    Arrays.setAll(ids, i -> i);
    return NOISE.gaussian(Purpose.EPSILON, key, ids, shape);
  }
}
