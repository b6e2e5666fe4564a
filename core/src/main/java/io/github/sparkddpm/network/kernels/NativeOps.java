package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's native operations, each writing into a given array: oneDNN on a CPU, cuDNN and cuBLAS on a
 * GPU.
 *
 * <p>Images are channels-last, [B,H,W,C]. Convolutions then run at least as fast as channels-first,
 * a 1x1 convolution is a plain matrix product, and attention needs no transposition.
 */
public final class NativeOps {

  private static final int CHANNELS_LAST = 1;
  private static final int WEIGHTS_OUT_IN_H_W = 1;

  private NativeOps() {}

  /**
   * Computes a two-dimensional convolution with output size ceil(input / stride). With stride 2 and
   * even sizes the padding is (0,1,0,1), as in the reference.
   *
   * @param x [B,H,W,iC]
   * @param weight [oC,iC,k,k]
   * @param bias [oC]
   * @param out [B,H/stride,W/stride,oC]
   */
  static void conv2d(INDArray x, INDArray weight, INDArray bias, int stride, INDArray out) {
    convolve(x, weight, bias, out, padded(weight, stride));
  }

  /** Computes the gradients of {@link #conv2d} by input, weight and bias. */
  static void conv2dBackward(
      INDArray x, Parameter weight, Parameter bias, INDArray gradOut, int stride, INDArray gradX) {
    INDArray[] gradients = {gradX, weight.gradient(), bias.gradient()};
    convolveBackward(
        new INDArray[] {x, weight.value(), bias.value(), gradOut},
        gradients,
        padded(weight.value(), stride));
  }

  /** Computes a convolution without padding: [B,H,W,iC] to [B,H-k+1,W-k+1,oC]. */
  public static void conv2dUnpadded(INDArray x, INDArray weight, INDArray bias, INDArray out) {
    convolve(x, weight, bias, out, convolutionArguments(weight, 1, 0, false));
  }

  /** Computes the gradients of {@link #conv2dUnpadded} by input, weight and bias. */
  public static void conv2dUnpaddedBackward(
      INDArray x,
      INDArray weight,
      INDArray bias,
      INDArray gradOut,
      INDArray gradX,
      INDArray gradWeight,
      INDArray gradBias) {
    convolveBackward(
        new INDArray[] {x, weight, bias, gradOut},
        new INDArray[] {gradX, gradWeight, gradBias},
        convolutionArguments(weight, 1, 0, false));
  }

  private static void convolve(
      INDArray x, INDArray weight, INDArray bias, INDArray out, int[] arguments) {
    exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(x, weight, bias)
            .addOutputs(out)
            .addIntegerArguments(arguments));
  }

  private static void convolveBackward(INDArray[] inputs, INDArray[] gradients, int[] arguments) {
    exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(inputs)
            .addOutputs(gradients)
            .addIntegerArguments(arguments));
  }

  private static int[] padded(INDArray weight, int stride) {
    return stride == 1
        ? convolutionArguments(weight, 1, (int) weight.size(2) / 2, false)
        : convolutionArguments(weight, stride, 0, true);
  }

  /**
   * Returns kernel, stride, padding and dilation, each twice; then whether padding is "same", and
   * the formats.
   */
  private static int[] convolutionArguments(
      INDArray weight, int stride, int padding, boolean same) {
    int kernel = (int) weight.size(2);
    return new int[] {
      kernel,
      kernel,
      stride,
      stride,
      padding,
      padding,
      1,
      1,
      same ? 1 : 0,
      CHANNELS_LAST,
      WEIGHTS_OUT_IN_H_W
    };
  }

  /** Computes out = op(a) op(b), batched over leading dimensions; op transposes the last two. */
  public static void matmul(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    gemm(a, transposeA, b, transposeB, out, 0);
  }

  /** Computes out += op(a) op(b). */
  public static void addMatmul(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    gemm(a, transposeA, b, transposeB, out, 1);
  }

  private static void gemm(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out, double beta) {
    exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(out)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .addFloatingPointArguments(1.0, beta));
  }

  /** Adds a vector [C] to every row of [N,C], in place. */
  public static void addBias(INDArray rows, INDArray bias) {
    exec(DynamicCustomOp.builder("biasadd").addInputs(rows, bias).addOutputs(rows));
  }

  /** Computes the softmax over the last dimension. */
  public static void softmax(INDArray x, INDArray out) {
    exec(DynamicCustomOp.builder("softmax").addInputs(x).addOutputs(out));
  }

  /** Computes out = 1 / (1 + exp(-x)). */
  public static void sigmoid(INDArray x, INDArray out) {
    exec(DynamicCustomOp.builder("sigmoid").addInputs(x).addOutputs(out));
  }

  /** Adds elementwise, a + b; b may have dimensions of size 1. */
  static void add(INDArray a, INDArray b, INDArray out) {
    exec(DynamicCustomOp.builder("add").addInputs(a, b).addOutputs(out));
  }

  /** Subtracts elementwise, a - b; b may have dimensions of size 1. */
  static void subtract(INDArray a, INDArray b, INDArray out) {
    exec(DynamicCustomOp.builder("subtract").addInputs(a, b).addOutputs(out));
  }

  /** Multiplies elementwise, a * b; b may have dimensions of size 1. */
  public static void multiply(INDArray a, INDArray b, INDArray out) {
    exec(DynamicCustomOp.builder("multiply").addInputs(a, b).addOutputs(out));
  }

  /** Concatenates along the last dimension. */
  public static void concat(INDArray a, INDArray b, INDArray out) {
    exec(
        DynamicCustomOp.builder("concat")
            .addInputs(a, b)
            .addOutputs(out)
            .addIntegerArguments(out.rank() - 1));
  }

  /**
   * Sums columns, by a matrix product: ND4J's reductions over rows are ten times slower.
   *
   * @param rows [N,C]
   * @param out [C]
   */
  public static void columnSums(Workspace workspace, INDArray rows, INDArray out) {
    INDArray ones = workspace.take(1, rows.size(0));
    ones.assign(1);
    matmul(ones, false, rows, false, out.reshape(1, out.length()));
    workspace.release(ones);
  }

  /** Returns a view of images [B,H,W,C] as [B,HW,C]. */
  public static INDArray pixels(INDArray images) {
    return images.reshape('c', images.size(0), images.size(1) * images.size(2), images.size(3));
  }

  private static void exec(DynamicCustomOp.DynamicCustomOpsBuilder op) {
    Nd4j.exec(op.build());
  }
}
