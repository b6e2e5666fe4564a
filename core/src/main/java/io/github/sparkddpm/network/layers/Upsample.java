package io.github.sparkddpm.network.layers;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Doubles height and width by repeating pixels, then convolves 3x3; computed at the low resolution.
 *
 * <p>Of the nine pixels under the kernel at most four differ. An output pixel with row parity p and
 * column parity q (its phase) is therefore a 2x2 convolution of the small image, with weights that
 * are sums of the 3x3 kernel's. One 2x2 convolution to four times the channels computes all phases
 * with half the arithmetic, and the enlarged image never exists.
 */
final class Upsample implements Block {

  /** Input: [B,H,W,channels]. Output: [B,2H,2W,channels]. */
  record Spec(@JsonProperty("channels") int channels) implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("conv", channels, channels, 3, Initializer.DEFAULT);
    }

    @Override
    public Block create(Parameters parameters, Scope scope) {
      return new Upsample(this, parameters, scope);
    }
  }

  private static final int PHASES = 4;

  private final Scope scope;
  private final long channels;
  private final Parameter weight;
  private final Parameter bias;
  private final INDArray tapSums; // [9, 16]: kernel tap to (phase, 2x2 tap)

  private INDArray padded;
  private INDArray phaseWeight;
  private INDArray phaseBias;
  private long height;
  private long width;

  private Upsample(Spec spec, Parameters parameters, Scope scope) {
    this.scope = scope;
    channels = spec.channels();
    weight = parameters.get("conv", "weight");
    bias = parameters.get("conv", "bias");
    tapSums = tapSums().castTo(scope.type());
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray x = inputs[0];
    height = x.size(1);
    width = x.size(2);
    padded = scope.take(x.size(0), height + 2, width + 2, channels);
    padded.assign(0);
    inner(padded).assign(x);
    makePhaseParameters();
    INDArray phases = scope.take(x.size(0), height + 1, width + 1, PHASES * channels);
    NativeOps.conv2dUnpadded(padded, phaseWeight, phaseBias, phases);
    INDArray out = scope.take(x.size(0), 2 * height, 2 * width, channels);
    for (int phase = 0; phase < PHASES; phase++) {
      inLarge(out, phase).assign(inPhases(phases, phase));
    }
    scope.release(phases);
    if (!training) {
      releaseActivations();
    }
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradPhases = scope.take(gradOut.size(0), height + 1, width + 1, PHASES * channels);
    gradPhases.assign(0);
    for (int phase = 0; phase < PHASES; phase++) {
      inPhases(gradPhases, phase).assign(inLarge(gradOut, phase));
    }
    INDArray gradPadded = scope.takeLike(padded);
    INDArray gradPhaseWeight = scope.takeLike(phaseWeight);
    INDArray gradPhaseBias = scope.takeLike(phaseBias);
    NativeOps.conv2dUnpaddedBackward(
        padded, phaseWeight, phaseBias, gradPhases, gradPadded, gradPhaseWeight, gradPhaseBias);
    writeParameterGradients(gradPhaseWeight, gradPhaseBias);
    INDArray gradX = scope.take(gradOut.size(0), height, width, channels);
    gradX.assign(inner(gradPadded));
    for (INDArray array : List.of(gradPhases, gradPadded, gradPhaseWeight, gradPhaseBias)) {
      scope.release(array);
    }
    releaseActivations();
    return new INDArray[] {gradX};
  }

  private void makePhaseParameters() {
    INDArray sums = scope.take(channels * channels, PHASES * 4);
    NativeOps.matmul(
        weight.value().reshape('c', channels * channels, 9), false, tapSums, false, sums);
    phaseWeight = scope.take(PHASES * channels, channels, 2, 2);
    byPhase(phaseWeight).assign(byChannel(sums));
    scope.release(sums);
    phaseBias = scope.take(PHASES * channels);
    phaseBias
        .reshape('c', PHASES, channels)
        .assign(bias.value().reshape(1, channels).broadcast(PHASES, channels));
  }

  private void writeParameterGradients(INDArray gradPhaseWeight, INDArray gradPhaseBias) {
    INDArray sums = scope.take(channels * channels, PHASES * 4);
    byChannel(sums).assign(byPhase(gradPhaseWeight));
    INDArray gradWeight = weight.gradient().reshape('c', channels * channels, 9);
    NativeOps.matmul(sums, false, tapSums, true, gradWeight);
    scope.release(sums);
    bias.gradient().assign(gradPhaseBias.reshape('c', PHASES, channels).sum(0));
  }

  private void releaseActivations() {
    for (INDArray array : List.of(padded, phaseWeight, phaseBias)) {
      scope.release(array);
    }
  }

  /** [4 oC, iC, 2, 2] as [phase, oC, iC, 4]. */
  private INDArray byPhase(INDArray weights) {
    return weights.reshape('c', PHASES, channels, channels, 4);
  }

  /** [oC iC, 16] as a view [phase, oC, iC, 4]. */
  private INDArray byChannel(INDArray sums) {
    return sums.reshape('c', channels, channels, PHASES, 4).permute(2, 0, 1, 3);
  }

  /** The image within its border of zeros. */
  private INDArray inner(INDArray bordered) {
    return bordered.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(1, height + 1),
        NDArrayIndex.interval(1, width + 1),
        NDArrayIndex.all());
  }

  /** A phase's pixels of the large image, as a view [B,H,W,C]. */
  private INDArray inLarge(INDArray large, int phase) {
    return large.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(phase / 2, 2, 2 * height),
        NDArrayIndex.interval(phase % 2, 2, 2 * width),
        NDArrayIndex.all());
  }

  /** The same pixels where the 2x2 convolution leaves them, as a view [B,H,W,C]. */
  private INDArray inPhases(INDArray phases, int phase) {
    INDArrayIndex ofPhase = NDArrayIndex.interval(phase * channels, (phase + 1) * channels);
    return phases.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(phase / 2, phase / 2 + height),
        NDArrayIndex.interval(phase % 2, phase % 2 + width),
        ofPhase);
  }

  private static INDArray tapSums() {
    float[][] sums = new float[9][PHASES * 4];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int phase = 0; phase < PHASES; phase++) {
          int tap = 2 * lowTap(phase / 2, row) + lowTap(phase % 2, column);
          sums[3 * row + column][4 * phase + tap] = 1;
        }
      }
    }
    return Nd4j.createFromArray(sums);
  }

  /** Which of two neighbouring small pixels lies under a kernel row, for an output row's parity. */
  private static int lowTap(int parity, int kernelRow) {
    return (parity + kernelRow + 1) / 2 - parity;
  }
}
