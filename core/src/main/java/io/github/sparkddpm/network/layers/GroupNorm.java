package io.github.sparkddpm.network.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * GroupNorm (Wu and He 2018), followed by SiLU where asked: xhat = (x - mean) / sqrt(var + 1e-6)
 * over an image's pixels and a group's channels, z = gamma xhat + beta, y = z sigmoid(z).
 *
 * <p>Keeps the statistics of the last forward pass; everything else is computed again going back,
 * which costs less than keeping it.
 */
final class GroupNorm {

  private static final double EPSILON = 1e-6;

  private final Scope scope;
  private final Parameter gamma;
  private final Parameter beta;
  private final int groups;
  private final boolean silu;
  // Both [B,1,C], a group's value repeated for its channels.
  private INDArray mean;
  private INDArray inverseDeviation;

  GroupNorm(Scope scope, Parameters parameters, String name, int groups, boolean silu) {
    this.scope = scope;
    this.gamma = parameters.get(name, "weight");
    this.beta = parameters.get(name, "bias");
    this.groups = groups;
    this.silu = silu;
  }

  /**
   * Normalizes.
   *
   * @param x [B,H,W,C]
   * @return [B,H,W,C]
   */
  INDArray forward(INDArray x) {
    INDArray y = scope.takeLike(x);
    INDArray work = scope.takeLike(x);
    INDArray xs = NativeOps.pixels(x);
    INDArray ys = NativeOps.pixels(y);
    mean = groupMean(xs);
    NativeOps.subtract(xs, mean, ys);
    NativeOps.multiply(ys, ys, NativeOps.pixels(work));
    inverseDeviation = Transforms.pow(groupMean(NativeOps.pixels(work)).addi(EPSILON), -0.5, false);
    NativeOps.multiply(ys, inverseDeviation.mul(gammaRow()), ys);
    NativeOps.add(ys, betaRow(), ys);
    if (silu) {
      NativeOps.sigmoid(y, work);
      y.muli(work);
    }
    scope.release(work);
    return y;
  }

  /**
   * Writes the gradients by gamma and beta.
   *
   * @param x the input of the forward pass
   * @return the gradient by x
   */
  INDArray backward(INDArray x, INDArray gradOut) {
    INDArray xhat = scope.takeLike(x);
    NativeOps.subtract(NativeOps.pixels(x), mean, NativeOps.pixels(xhat));
    NativeOps.multiply(NativeOps.pixels(xhat), inverseDeviation, NativeOps.pixels(xhat));
    INDArray gradZ = gradZ(xhat, gradOut);
    INDArray work = scope.takeLike(x);
    NativeOps.multiply(gradZ, xhat, work);

    INDArray sum = NativeOps.pixels(gradZ).sum(true, 1); // [B,1,C]
    INDArray sumXhat = NativeOps.pixels(work).sum(true, 1); // [B,1,C]
    beta.gradient().assign(sum.sum(0, 1));
    gamma.gradient().assign(sumXhat.sum(0, 1));

    double count = x.size(1) * x.size(2);
    INDArray mean1 = overGroup(sum.muli(gammaRow())).divi(count);
    INDArray mean2 = overGroup(sumXhat.muli(gammaRow())).divi(count);
    NativeOps.multiply(NativeOps.pixels(gradZ), gammaRow(), NativeOps.pixels(gradZ));
    NativeOps.subtract(NativeOps.pixels(gradZ), mean1, NativeOps.pixels(gradZ));
    NativeOps.multiply(NativeOps.pixels(xhat), mean2, NativeOps.pixels(xhat));
    gradZ.subi(xhat);
    NativeOps.multiply(NativeOps.pixels(gradZ), inverseDeviation, NativeOps.pixels(gradZ));
    scope.release(xhat);
    scope.release(work);
    return gradZ;
  }

  /** The gradient by z: gradOut times SiLU's derivative s(1 + z(1 - s)), s = sigmoid(z). */
  private INDArray gradZ(INDArray xhat, INDArray gradOut) {
    INDArray result = scope.takeLike(xhat);
    if (!silu) {
      return result.assign(gradOut);
    }
    INDArray z = scope.takeLike(xhat);
    NativeOps.multiply(NativeOps.pixels(xhat), gammaRow(), NativeOps.pixels(z));
    NativeOps.add(NativeOps.pixels(z), betaRow(), NativeOps.pixels(z));
    INDArray s = scope.takeLike(xhat);
    NativeOps.sigmoid(z, s);
    result.assign(s).rsubi(1).muli(z).addi(1).muli(s).muli(gradOut);
    scope.release(z);
    scope.release(s);
    return result;
  }

  private INDArray groupMean(INDArray pixels) {
    return overGroup(pixels.mean(true, 1));
  }

  /** Replaces every channel's value by the mean over its group: [B,1,C] to [B,1,C]. */
  private INDArray overGroup(INDArray values) {
    long images = values.size(0);
    long channels = values.size(2);
    INDArray grouped = values.reshape('c', images * groups, channels / groups);
    return grouped.mean(true, 1).broadcast(grouped.shape()).reshape('c', images, 1, channels);
  }

  private INDArray gammaRow() {
    return gamma.value().reshape(1, 1, gamma.value().length());
  }

  private INDArray betaRow() {
    return beta.value().reshape(1, 1, beta.value().length());
  }
}
