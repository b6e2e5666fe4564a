package io.github.sparkddpm.network.layers;

/**
 * Arithmetic on short arrays that stay in the first-level cache. Every loop is so plain that the
 * JVM's compiler turns it into vector instructions: no offsets, no aliasing of input and output,
 * few operations each.
 */
final class Lanes {

  // tanh(u) = u P(u^2) / Q(u^2) on [-9, 9], beyond which it is 1 to float precision. Fitted by
  // iterated weighted least squares in 50 digits: relative error 2.1e-8, in float arithmetic
  // 3.4e-7.
  private static final float TANH_LIMIT = 9f;
  private static final float P0 = 1f;
  private static final float P1 = 0.13380796f;
  private static final float P2 = 0.0034952941f;
  private static final float P3 = 2.0603371e-05f;
  private static final float P4 = 1.3345123e-08f;
  private static final float Q1 = 0.46714112f;
  private static final float Q2 = 0.02587592f;
  private static final float Q3 = 0.00032851164f;
  private static final float Q4 = 7.7729965e-07f;

  private Lanes() {}

  /** sum += x. */
  static void add(float[] sum, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i];
    }
  }

  /** sum += x y. */
  static void addProduct(float[] sum, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i] * y[i];
    }
  }

  /** sum += (x - center)^2. */
  static void addSquaredDistance(float[] sum, float[] x, float[] center, int n) {
    for (int i = 0; i < n; i++) {
      float d = x[i] - center[i];
      sum[i] += d * d;
    }
  }

  /** out = x scale + offset. */
  static void affine(float[] x, float[] scale, float[] offset, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * scale[i] + offset[i];
    }
  }

  /** out = x xScale + y yScale + offset. */
  static void combine(
      float[] x, float[] xScale, float[] y, float[] yScale, float[] offset, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * xScale[i] + (y[i] * yScale[i] + offset[i]);
    }
  }

  /** out = x y. */
  static void multiply(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * y[i];
    }
  }

  /** out = tanh(h); {@code work1} and {@code work2} are overwritten. */
  static void tanh(float[] h, float[] work1, float[] work2, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      work1[i] = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, h[i]));
    }
    for (int i = 0; i < n; i++) {
      float v = work1[i] * work1[i];
      work2[i] = (((Q4 * v + Q3) * v + Q2) * v + Q1) * v + 1;
    }
    for (int i = 0; i < n; i++) {
      float v = work1[i] * work1[i];
      out[i] = work1[i] * ((((P4 * v + P3) * v + P2) * v + P1) * v + P0) / work2[i];
    }
  }

  /** out = SiLU(2h) = h + h tanh(h). */
  static void silu(float[] h, float[] tanh, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = h[i] + h[i] * tanh[i];
    }
  }

  /** out = gradOut times SiLU's derivative at 2h, (1 + tanh h)(1 + h (1 - tanh h)) / 2. */
  static void siluGradient(float[] gradOut, float[] h, float[] tanh, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = gradOut[i] * (0.5f * (1 + tanh[i]) * (1 + h[i] * (1 - tanh[i])));
    }
  }
}
