package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.host.SimdLoops;
import io.github.sparkddpm.network.parameters.Parameter;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * GroupNorm in plain Java on the host's memory. An image is read from memory once, and later passes
 * find it in the second-level cache. Images are independent of each other, so the result does not
 * depend on the number of threads.
 */
final class HostGroupNorm implements GroupNormKernel {

  private final Parameter gamma;
  private final Parameter beta;
  private final int groups;
  private final boolean silu;
  // Mean and inverse deviation are both [B * groups].
  private double[] mean;
  private double[] inverseDeviation;

  HostGroupNorm(Parameter gamma, Parameter beta, int groups, boolean silu) {
    this.gamma = gamma;
    this.beta = beta;
    this.groups = groups;
    this.silu = silu;
  }

  @Override
  public void forward(INDArray x, INDArray shift, INDArray y) {
    Pass pass = new Pass(x, shift);
    mean = new double[pass.images * groups];
    inverseDeviation = new double[pass.images * groups];
    FloatBuffer out = HostMemory.floats(y);
    HostMemory.forEach(pass.images, b -> pass.new Image(b).forward(out));
  }

  @Override
  public void backward(
      INDArray x, INDArray shift, INDArray gradOut, INDArray gradX, INDArray gradShift) {
    Pass pass = new Pass(x, shift);
    FloatBuffer gradOuts = HostMemory.floats(gradOut);
    FloatBuffer gradXs = HostMemory.floats(gradX);
    float[] gradShifts = new float[pass.images * pass.channels];
    double[][] sums = new double[pass.images][];
    double[][] sumsXhat = new double[pass.images][];
    HostMemory.forEach(
        pass.images,
        b -> {
          Pass.Image image = pass.new Image(b);
          image.backward(gradOuts, gradXs, gradShifts);
          sums[b] = image.sum;
          sumsXhat[b] = image.sumXhat;
        });
    beta.gradient().assign(total(sums));
    gamma.gradient().assign(total(sumsXhat));
    if (gradShift != null) {
      HostMemory.floats(gradShift).put(gradShifts);
    }
  }

  private static INDArray total(double[][] perImage) {
    double[] total = new double[perImage[0].length];
    for (double[] image : perImage) {
      for (int c = 0; c < total.length; c++) {
        total[c] += image[c];
      }
    }
    return Nd4j.createFromArray(total);
  }

  /** The data that all images of one pass share. */
  private final class Pass {

    private final FloatBuffer x;
    private final float[] shifts;
    private final int images;
    private final int channels;
    private final int perGroup;
    private final int pixels;
    private final int size;
    private final int tile;
    private final float[] gammas = gamma.value().toFloatVector();
    private final float[] betas = beta.value().toFloatVector();

    Pass(INDArray x, INDArray shift) {
      this.x = HostMemory.floats(x);
      images = (int) x.size(0);
      channels = (int) x.size(3);
      perGroup = channels / groups;
      pixels = (int) (x.size(1) * x.size(2));
      size = pixels * channels;
      // Whole pixels, so that a channel keeps its place in every tile.
      tile = Math.min(size, channels * Math.max(1, SimdLoops.TILE / channels));
      shifts = new float[images * channels];
      if (shift != null) {
        HostMemory.floats(shift).get(shifts);
      }
    }

    /** One image, worked on by one thread. */
    private final class Image {

      private final int image;
      private final int start;
      private final float[] in = SimdLoops.array(tile);
      private final float[] half = SimdLoops.array(tile);
      private final float[] tanh = SimdLoops.array(tile);
      private final float[] work1 = SimdLoops.array(tile);
      private final float[] work2 = SimdLoops.array(tile);
      private final float[] out = SimdLoops.array(tile);
      private double[] sum;
      private double[] sumXhat;

      Image(int image) {
        this.image = image;
        start = image * size;
      }

      void forward(FloatBuffer y) {
        statistics();
        double factor = silu ? 0.5 : 1;
        float[] scale = table(c -> factor * scale(c));
        float[] offset = table(c -> factor * offset(c));
        for (int i = 0; i < size; i += tile) {
          int n = Math.min(tile, size - i);
          x.get(start + i, in, 0, n);
          SimdLoops.affine(in, scale, offset, half, n);
          if (silu) {
            SimdLoops.tanh(half, work1, work2, tanh, n);
            SimdLoops.silu(half, tanh, out, n);
          }
          y.put(start + i, silu ? out : half, 0, n);
        }
      }

      private void statistics() {
        float[] sums = SimdLoops.array(tile);
        for (int i = 0; i < size; i += tile) {
          int n = Math.min(tile, size - i);
          x.get(start + i, in, 0, n);
          SimdLoops.add(sums, in, n);
        }
        double[] channelSums = fold(sums);
        for (int c = 0; c < channels; c++) {
          mean[group(c)] += (channelSums[c] / pixels + shift(c)) / perGroup;
        }
        float[] center = table(c -> mean[group(c)] - shift(c));
        Arrays.fill(sums, 0);
        for (int i = 0; i < size; i += tile) {
          int n = Math.min(tile, size - i);
          x.get(start + i, in, 0, n);
          SimdLoops.addSquaredDistance(sums, in, center, n);
        }
        double[] squares = fold(sums);
        double[] variance = new double[groups];
        for (int c = 0; c < channels; c++) {
          variance[c / perGroup] += squares[c] / pixels / perGroup;
        }
        for (int g = 0; g < groups; g++) {
          inverseDeviation[image * groups + g] = 1 / Math.sqrt(variance[g] + EPSILON);
        }
      }

      void backward(FloatBuffer gradOut, FloatBuffer gradX, float[] gradShifts) {
        double[] xhatSum = gradZ(gradOut, gradX);
        double[] mean1 = new double[groups];
        double[] mean2 = new double[groups];
        double count = (double) pixels * perGroup;
        for (int c = 0; c < channels; c++) {
          mean1[c / perGroup] += gammas[c] * sum[c] / count;
          mean2[c / perGroup] += gammas[c] * sumXhat[c] / count;
        }
        // gradX = inverse (gamma gradZ - mean1 - xhat mean2), xhat = inverse (x + shift - mean)
        float[] gradScale = table(this::scale);
        float[] xScale = table(c -> -inverse(c) * inverse(c) * mean2[c / perGroup]);
        float[] offset =
            table(c -> -inverse(c) * (mean1[c / perGroup] + xhatOffset(c) * mean2[c / perGroup]));
        for (int i = 0; i < size; i += tile) {
          int n = Math.min(tile, size - i);
          x.get(start + i, in, 0, n);
          gradX.get(start + i, half, 0, n);
          SimdLoops.combine(half, gradScale, in, xScale, offset, out, n);
          gradX.put(start + i, out, 0, n);
        }
        for (int c = 0; c < channels; c++) {
          gradShifts[image * channels + c] =
              (float)
                  (inverse(c)
                      * (gammas[c] * sum[c]
                          - pixels * mean1[c / perGroup]
                          - xhatSum[c] * mean2[c / perGroup]));
        }
      }

      /**
       * Writes the gradient by z to {@code gradZ}, and keeps its sums alone and times xhat.
       *
       * @return the sum of xhat for every channel
       */
      private double[] gradZ(FloatBuffer gradOut, FloatBuffer gradZ) {
        float[] halfScale = table(c -> scale(c) / 2);
        float[] halfOffset = table(c -> offset(c) / 2);
        float[] xhatScale = table(this::inverse);
        float[] xhatOffset = table(this::xhatOffset);
        float[] grad = SimdLoops.array(tile);
        float[] sums = SimdLoops.array(tile);
        float[] sumsXhat = SimdLoops.array(tile);
        float[] xhatSums = SimdLoops.array(tile);
        for (int i = 0; i < size; i += tile) {
          int n = Math.min(tile, size - i);
          x.get(start + i, in, 0, n);
          gradOut.get(start + i, grad, 0, n);
          float[] result = grad;
          if (silu) {
            SimdLoops.affine(in, halfScale, halfOffset, half, n);
            SimdLoops.tanh(half, work1, work2, tanh, n);
            SimdLoops.siluGradient(grad, half, tanh, out, n);
            result = out;
          }
          gradZ.put(start + i, result, 0, n);
          SimdLoops.affine(in, xhatScale, xhatOffset, work1, n);
          SimdLoops.add(sums, result, n);
          SimdLoops.addProduct(sumsXhat, result, work1, n);
          SimdLoops.add(xhatSums, work1, n);
        }
        sum = fold(sums);
        sumXhat = fold(sumsXhat);
        return fold(xhatSums);
      }

      private int group(int channel) {
        return image * groups + channel / perGroup;
      }

      private double shift(int channel) {
        return shifts[image * channels + channel];
      }

      private double inverse(int channel) {
        return inverseDeviation[group(channel)];
      }

      private double xhatOffset(int channel) {
        return (shift(channel) - mean[group(channel)]) * inverse(channel);
      }

      private double scale(int channel) {
        return inverse(channel) * gammas[channel];
      }

      private double offset(int channel) {
        return xhatOffset(channel) * gammas[channel] + betas[channel];
      }

      /** Returns a table of a value for every channel, repeated over a tile. */
      private float[] table(IntToDoubleFunction value) {
        float[] table = SimdLoops.array(tile);
        for (int c = 0; c < channels; c++) {
          table[c] = (float) value.applyAsDouble(c);
        }
        for (int i = channels; i < tile; i += channels) {
          System.arraycopy(table, 0, table, i, channels);
        }
        return table;
      }

      /** Returns the sum of a tile's values for every channel. */
      private double[] fold(float[] values) {
        double[] folded = new double[channels];
        for (int i = 0; i < tile; i += channels) {
          for (int c = 0; c < channels; c++) {
            folded[c] += values[i + c];
          }
        }
        return folded;
      }
    }
  }
}
