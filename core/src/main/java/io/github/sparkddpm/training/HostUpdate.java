package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.host.SimdLoops;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The update in plain Java on the host's memory: every vector is read and written once. Chunks are
 * independent and the norm's are added in order, so the result does not depend on the threads.
 */
final class HostUpdate implements UpdateKernel {

  /** The number of values of one task. */
  private static final int CHUNK = 1 << 16;

  private final FloatBuffer parameters;
  private final FloatBuffer ema;
  private final FloatBuffer mean;
  private final FloatBuffer variance;
  private final List<FloatBuffer> moreEma;

  HostUpdate(TrainingState state) {
    parameters = HostMemory.floats(state.parameters());
    ema = HostMemory.floats(state.ema());
    mean = HostMemory.floats(state.adamMean());
    variance = HostMemory.floats(state.adamVariance());
    moreEma = state.moreEma().stream().map(HostMemory::floats).toList();
  }

  /** Sums in double, because ND4J's float sums of millions of values lose digits. */
  @Override
  public double norm(INDArray gradient) {
    FloatBuffer values = HostMemory.floats(gradient);
    double[] squares = new double[chunks(gradient)];
    HostMemory.forEach(squares.length, chunk -> squares[chunk] = squares(values, chunk));
    return Math.sqrt(Arrays.stream(squares).sum());
  }

  @Override
  public void apply(INDArray gradient, UpdateStep step) {
    FloatBuffer gradients = HostMemory.floats(gradient);
    int length = Math.toIntExact(gradient.length());
    HostMemory.forEach(
        chunks(gradient),
        chunk -> new Tiles(step).update(gradients, chunk * CHUNK, end(chunk, length)));
  }

  private static double squares(FloatBuffer values, int chunk) {
    double sum = 0;
    int end = end(chunk, values.capacity());
    for (int i = chunk * CHUNK; i < end; i++) {
      double value = values.get(i);
      sum += value * value;
    }
    return sum;
  }

  private static int chunks(INDArray vector) {
    return Math.toIntExact((vector.length() + CHUNK - 1) / CHUNK);
  }

  private static int end(int chunk, int length) {
    return Math.min(length, (chunk + 1) * CHUNK);
  }

  /** The working arrays of one task. */
  private final class Tiles {

    private final float scale;
    private final float beta1;
    private final float beta2;
    private final float other1;
    private final float other2;
    private final float kept;
    private final float rate;
    private final float epsilon;
    private final float following;
    private final double[] moreDecays;
    private final float[] g = SimdLoops.array(SimdLoops.TILE);
    private final float[] p = SimdLoops.array(SimdLoops.TILE);
    private final float[] m = SimdLoops.array(SimdLoops.TILE);
    private final float[] v = SimdLoops.array(SimdLoops.TILE);
    private final float[] e = SimdLoops.array(SimdLoops.TILE);

    Tiles(UpdateStep step) {
      scale = (float) step.gradientScale();
      beta1 = (float) step.beta1();
      beta2 = (float) step.beta2();
      other1 = (float) (1 - step.beta1());
      other2 = (float) (1 - step.beta2());
      kept = (float) step.kept();
      rate = (float) step.rate();
      epsilon = (float) step.epsilon();
      following = (float) (1 - step.emaDecay());
      moreDecays = step.moreEmaDecays();
    }

    void update(FloatBuffer gradients, int start, int end) {
      for (int i = start; i < end; i += SimdLoops.TILE) {
        int n = Math.min(SimdLoops.TILE, end - i);
        gradients.get(i, g, 0, n);
        parameters.get(i, p, 0, n);
        mean.get(i, m, 0, n);
        variance.get(i, v, 0, n);
        scale(g, scale, n);
        mean(m, g, beta1, other1, n);
        variance(v, g, beta2, other2, n);
        descend(p, kept, m, v, rate, epsilon, n);
        follow(ema, following, i, n);
        for (int k = 0; k < moreDecays.length; k++) {
          follow(moreEma.get(k), (float) (1 - moreDecays[k]), i, n);
        }
        parameters.put(i, p, 0, n);
        mean.put(i, m, 0, n);
        variance.put(i, v, 0, n);
      }
    }

    private void follow(FloatBuffer average, float following, int from, int n) {
      average.get(from, e, 0, n);
      SimdLoops.follow(e, p, following, n);
      average.put(from, e, 0, n);
    }
  }

  private static void scale(float[] g, float scale, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= scale;
    }
  }

  private static void mean(float[] m, float[] g, float beta, float other, int n) {
    for (int i = 0; i < n; i++) {
      m[i] = beta * m[i] + other * g[i];
    }
  }

  private static void variance(float[] v, float[] g, float beta, float other, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = beta * v[i] + other * g[i] * g[i];
    }
  }

  private static void descend(
      float[] p, float kept, float[] m, float[] v, float rate, float epsilon, int n) {
    for (int i = 0; i < n; i++) {
      p[i] = kept * p[i] - rate * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
    }
  }
}
