package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * GroupNorm by ND4J's operations, on any backend and for any type. {@link HostGroupNorm} is checked
 * against it.
 */
final class NativeGroupNorm implements GroupNormKernel {

  private final Workspace workspace;
  private final Parameter gamma;
  private final Parameter beta;
  private final int groups;
  private final boolean silu;
  // Center and inverse deviation are both [B,1,C], a group's value repeated for its channels.
  private INDArray center;
  private INDArray inverseDeviation;

  NativeGroupNorm(Workspace workspace, Parameter gamma, Parameter beta, int groups, boolean silu) {
    this.workspace = workspace;
    this.gamma = gamma;
    this.beta = beta;
    this.groups = groups;
    this.silu = silu;
  }

  @Override
  public void forward(INDArray x, INDArray shift, INDArray y) {
    INDArray work = workspace.takeLike(x);
    INDArray ys = NativeOps.pixels(y);
    INDArray means = NativeOps.pixels(x).mean(true, 1);
    if (shift == null) {
      center = overGroup(means);
    } else {
      INDArray shifts = shift.reshape('c', shift.size(0), 1, shift.size(1));
      center = overGroup(means.addi(shifts)).sub(shifts);
    }
    NativeOps.subtract(NativeOps.pixels(x), center, ys);
    NativeOps.multiply(ys, ys, NativeOps.pixels(work));
    INDArray variance = overGroup(NativeOps.pixels(work).mean(true, 1));
    inverseDeviation = Transforms.pow(variance.addi(EPSILON), -0.5, false);
    NativeOps.multiply(ys, inverseDeviation.mul(row(gamma)), ys);
    NativeOps.add(ys, row(beta), ys);
    if (silu) {
      NativeOps.sigmoid(y, work);
      y.muli(work);
    }
    workspace.release(work);
  }

  @Override
  public void backward(
      INDArray x, INDArray shift, INDArray gradOut, INDArray gradX, INDArray gradShift) {
    INDArray xhat = workspace.takeLike(x);
    NativeOps.subtract(NativeOps.pixels(x), center, NativeOps.pixels(xhat));
    NativeOps.multiply(NativeOps.pixels(xhat), inverseDeviation, NativeOps.pixels(xhat));
    gradZ(xhat, gradOut, gradX);
    INDArray work = workspace.takeLike(x);
    NativeOps.multiply(gradX, xhat, work);
    INDArray sum = NativeOps.pixels(gradX).sum(true, 1); // [B,1,C]
    INDArray sumXhat = NativeOps.pixels(work).sum(true, 1); // [B,1,C]
    workspace.release(work);
    beta.gradient().assign(sum.sum(0, 1));
    gamma.gradient().assign(sumXhat.sum(0, 1));

    double pixels = x.size(1) * x.size(2);
    INDArray mean1 = overGroup(sum.muli(row(gamma))).divi(pixels);
    INDArray mean2 = overGroup(sumXhat.muli(row(gamma))).divi(pixels);
    INDArray gradXs = NativeOps.pixels(gradX);
    NativeOps.multiply(gradXs, row(gamma), gradXs);
    NativeOps.subtract(gradXs, mean1, gradXs);
    NativeOps.multiply(NativeOps.pixels(xhat), mean2, NativeOps.pixels(xhat));
    gradX.subi(xhat);
    NativeOps.multiply(gradXs, inverseDeviation, gradXs);
    if (gradShift != null) {
      gradXs.sum(gradShift, 1);
    }
    workspace.release(xhat);
  }

  /**
   * Computes the gradient by z: gradOut times SiLU's derivative s(1 + z(1 - s)), s = sigmoid(z).
   */
  private void gradZ(INDArray xhat, INDArray gradOut, INDArray result) {
    if (!silu) {
      result.assign(gradOut);
      return;
    }
    INDArray z = workspace.takeLike(xhat);
    NativeOps.multiply(NativeOps.pixels(xhat), row(gamma), NativeOps.pixels(z));
    NativeOps.add(NativeOps.pixels(z), row(beta), NativeOps.pixels(z));
    INDArray s = workspace.takeLike(xhat);
    NativeOps.sigmoid(z, s);
    result.assign(s).rsubi(1).muli(z).addi(1).muli(s).muli(gradOut);
    workspace.release(z);
    workspace.release(s);
  }

  /** Replaces every channel's value by the mean over its group: [B,1,C] to [B,1,C]. */
  private INDArray overGroup(INDArray values) {
    long images = values.size(0);
    long channels = values.size(2);
    INDArray grouped = values.reshape('c', images * groups, channels / groups);
    return grouped.mean(true, 1).broadcast(grouped.shape()).reshape('c', images, 1, channels);
  }

  private static INDArray row(Parameter parameter) {
    return parameter.value().reshape(1, 1, parameter.value().length());
  }
}
