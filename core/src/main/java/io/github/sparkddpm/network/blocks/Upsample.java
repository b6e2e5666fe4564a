package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Window;
import io.github.sparkddpm.network.kernels.Window.Copy;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Doubles height and width by repeating pixels, then convolves 3x3; computed at the low resolution.
 *
 * <p>Of the nine pixels under the kernel at most four differ. An output pixel with row parity p and
 * column parity q (its phase) is therefore a 2x2 convolution of the small image. Its weights are
 * sums of the 3x3 kernel's. One 2x2 convolution to four times the channels computes all phases with
 * half the arithmetic, and the enlarged image never exists.
 */
final class Upsample implements Block {

  /** The description of the block. Input: [B,H,W,channels]. Output: [B,2H,2W,channels]. */
  record Spec(@JsonProperty("channels") int channels) implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("conv", channels, channels, 3, Initializer.DEFAULT);
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.upsample();
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new Upsample(this, parameters, workspace);
    }
  }

  private static final int PHASES = 4;
  private static final int TAPS = 4;
  private static final Window ALL = new Window(0, 0, 1, 0);
  private static final Window INNER = new Window(1, 1, 1, 0);

  private final Workspace workspace;
  private final int channels;
  private final long phaseChannels;
  private final Parameter weight;
  private final Parameter bias;
  private final INDArray tapSums; // [9, 16]: kernel tap to (phase, 2x2 tap)

  private INDArray bordered;
  private INDArray phaseWeight;
  private INDArray phaseBias;
  private int height;
  private int width;

  private Upsample(Spec spec, Parameters parameters, Workspace workspace) {
    this.workspace = workspace;
    channels = spec.channels();
    phaseChannels = (long) PHASES * channels;
    weight = parameters.get("conv", "weight");
    bias = parameters.get("conv", "bias");
    tapSums = tapSums().castTo(workspace.type());
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    INDArray x = inputs[0];
    height = (int) x.size(1);
    width = (int) x.size(2);
    bordered = workspace.take(x.size(0), height + 2L, width + 2L, channels);
    Window.copy(x, bordered, List.of(new Copy(ALL, INNER, height, width, channels)));
    makePhaseParameters();
    INDArray phases = workspace.take(x.size(0), height + 1L, width + 1L, phaseChannels);
    NativeOps.conv2dUnpadded(bordered, phaseWeight, phaseBias, phases);
    INDArray out = workspace.take(x.size(0), 2L * height, 2L * width, channels);
    Window.copy(
        phases, out, eachPhase((small, large) -> new Copy(small, large, height, width, channels)));
    workspace.release(phases);
    if (!pass.remembers()) {
      releaseActivations();
    }
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradPhases = workspace.take(gradOut.size(0), height + 1L, width + 1L, phaseChannels);
    Window.copy(
        gradOut,
        gradPhases,
        eachPhase((small, large) -> new Copy(large, small, height, width, channels)));
    INDArray gradBordered = workspace.takeLike(bordered);
    INDArray gradPhaseWeight = workspace.takeLike(phaseWeight);
    INDArray gradPhaseBias = workspace.takeLike(phaseBias);
    NativeOps.conv2dUnpaddedBackward(
        bordered, phaseWeight, phaseBias, gradPhases, gradBordered, gradPhaseWeight, gradPhaseBias);
    writeParameterGradients(gradPhaseWeight, gradPhaseBias);
    INDArray gradX = workspace.take(gradOut.size(0), height, width, channels);
    Window.copy(gradBordered, gradX, List.of(new Copy(INNER, ALL, height, width, channels)));
    for (INDArray array : List.of(gradPhases, gradBordered, gradPhaseWeight, gradPhaseBias)) {
      workspace.release(array);
    }
    releaseActivations();
    return new INDArray[] {gradX};
  }

  @Override
  public boolean holdsBuffers() {
    return true;
  }

  /**
   * Returns the copies of all phases between the 2x2 convolution's output (small) and the enlarged
   * image (large).
   */
  private List<Copy> eachPhase(BiFunction<Window, Window, Copy> copy) {
    return IntStream.range(0, PHASES)
        .mapToObj(
            phase -> {
              int row = phase / 2;
              int column = phase % 2;
              return copy.apply(
                  new Window(row, column, 1, phase * channels), new Window(row, column, 2, 0));
            })
        .toList();
  }

  private void makePhaseParameters() {
    INDArray sums = workspace.take((long) channels * channels, (long) PHASES * TAPS);
    NativeOps.matmul(
        weight.value().reshape('c', (long) channels * channels, 9), false, tapSums, false, sums);
    phaseWeight = workspace.take(phaseChannels, channels, 2, 2);
    byPhase(phaseWeight).assign(byChannel(sums));
    workspace.release(sums);
    phaseBias = workspace.take(phaseChannels);
    phaseBias
        .reshape('c', PHASES, channels)
        .assign(bias.value().reshape(1, channels).broadcast(PHASES, channels));
  }

  private void writeParameterGradients(INDArray gradPhaseWeight, INDArray gradPhaseBias) {
    INDArray sums = workspace.take((long) channels * channels, (long) PHASES * TAPS);
    byChannel(sums).assign(byPhase(gradPhaseWeight));
    INDArray gradWeight = weight.gradient().reshape('c', (long) channels * channels, 9);
    NativeOps.matmul(sums, false, tapSums, true, gradWeight);
    workspace.release(sums);
    bias.gradient().assign(gradPhaseBias.reshape('c', PHASES, channels).sum(0));
  }

  private void releaseActivations() {
    for (INDArray array : List.of(bordered, phaseWeight, phaseBias)) {
      workspace.release(array);
    }
  }

  /** Returns [4 oC, iC, 2, 2] as [phase, oC, iC, 4]. */
  private INDArray byPhase(INDArray weights) {
    return weights.reshape('c', PHASES, channels, channels, TAPS);
  }

  /** Returns [oC iC, 16] as a view [phase, oC, iC, 4]. */
  private INDArray byChannel(INDArray sums) {
    return sums.reshape('c', channels, channels, PHASES, TAPS).permute(2, 0, 1, 3);
  }

  private static INDArray tapSums() {
    float[][] sums = new float[9][PHASES * TAPS];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int phase = 0; phase < PHASES; phase++) {
          int tap = 2 * lowTap(phase / 2, row) + lowTap(phase % 2, column);
          sums[3 * row + column][TAPS * phase + tap] = 1;
        }
      }
    }
    return Nd4j.createFromArray(sums);
  }

  /**
   * Returns 0 or 1: the one of two neighbouring small pixels that lies under a kernel row, for the
   * parity of an output row.
   */
  private static int lowTap(int parity, int kernelRow) {
    return (parity + kernelRow + 1) / 2 - parity;
  }
}
