package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.diffusion.VariationalBound;
import io.github.sparkddpm.diffusion.WholeBound;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A tiny network in double precision against the paper's formulas, written out pixel by pixel. */
class BoundEstimatorTest {

  private static final int TIMESTEPS = 12;
  private static final int PIXELS = 64;
  private static final long[] IDS = {4, 9};
  private static final NoiseStream NOISE = new NoiseStream(11);
  private static final UNetConfig TINY =
      new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0, 4);

  private final GraphUNet network = GraphUNet.create(TINY, DataType.DOUBLE, 3);
  private final INDArray x0 = images();

  @ParameterizedTest
  @EnumSource(names = "FIXED_.*", mode = EnumSource.Mode.MATCH_ALL)
  void everyTermEqualsThePapersFormulasWrittenOut(Variance variance) {
    BoundStatistics all = estimate(variance, TIMESTEPS);
    double[] beta = new double[TIMESTEPS];
    double[] alphaBar = new double[TIMESTEPS];
    double product = 1;
    for (int i = 0; i < TIMESTEPS; i++) {
      beta[i] = NoiseSchedule.linear(TIMESTEPS).beta(i);
      product *= 1 - beta[i];
      alphaBar[i] = product;
    }
    double total = 0;
    for (int i = 0; i < TIMESTEPS; i++) {
      double expected = 0;
      for (int b = 0; b < IDS.length; b++) {
        expected += bits(i, b, beta, alphaBar, variance) / IDS.length;
      }
      total += expected;
      assertThat(all.terms().get(i).count()).isEqualTo(IDS.length);
      assertThat(all.terms().get(i).mean())
          .as("L_%d", i)
          .isCloseTo(expected, withinPercentage(1e-7));
    }
    double prior = 0;
    for (int p = 0; p < IDS.length * PIXELS; p++) {
      double mean = Math.sqrt(product) * x0.data().getDouble(p);
      prior += 0.5 * (mean * mean + (1 - product) - 1 - Math.log(1 - product));
    }
    prior /= IDS.length * PIXELS * Math.log(2);

    assertThat(all.prior().mean()).isCloseTo(prior, withinPercentage(1e-7));
    assertThat(all.total().mean()).isCloseTo(prior + total, withinPercentage(1e-7));
  }

  /** One image's term in bits per dimension: equations 4, 5, 7, 11 and 13. */
  private double bits(int i, int b, double[] beta, double[] alphaBar, Variance variance) {
    INDArray noise = NOISE.gaussian(Purpose.EVALUATION, i, new long[] {IDS[b]}, 1, 1, 8, 8);
    double before = i == 0 ? 1 : alphaBar[i - 1];
    double[] xt = new double[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      xt[p] =
          Math.sqrt(alphaBar[i]) * pixel(b, p)
              + Math.sqrt(1 - alphaBar[i]) * noise.data().getDouble(p);
    }
    INDArray input = Nd4j.createFromArray(xt).reshape(1, 1, 8, 8);
    double[] epsilon = network.predict(input, new int[] {i}).dup('c').data().asDouble();
    int clipped = Math.max(i, 1);
    double posterior = beta[clipped] * (1 - alphaBar[clipped - 1]) / (1 - alphaBar[clipped]);
    double sigma2 = variance == Variance.FIXED_SMALL || i == 0 ? posterior : beta[i];
    double nats = 0;
    for (int p = 0; p < PIXELS; p++) {
      double predicted = (xt[p] - Math.sqrt(1 - alphaBar[i]) * epsilon[p]) / Math.sqrt(alphaBar[i]);
      double mean = mean(Math.max(-1, Math.min(1, predicted)), xt[p], before, beta[i], alphaBar[i]);
      double truth = mean(pixel(b, p), xt[p], before, beta[i], alphaBar[i]);
      nats +=
          i == 0
              ? -logMass(pixel(b, p), mean, Math.sqrt(sigma2))
              : (Math.log(sigma2 / posterior) - 1 + (posterior + sq(truth - mean)) / sigma2) / 2;
    }
    return nats / PIXELS / Math.log(2);
  }

  private double pixel(int b, int p) {
    return x0.data().getDouble((long) b * PIXELS + p);
  }

  private static double mean(double x0, double xt, double before, double beta, double alphaBar) {
    return (Math.sqrt(before) * beta * x0 + Math.sqrt(1 - beta) * (1 - before) * xt)
        / (1 - alphaBar);
  }

  private static double logMass(double x, double mean, double sigma) {
    NormalDistribution normal = new NormalDistribution(mean, sigma);
    double below = x < -0.999 ? 0 : normal.cumulativeProbability(x - 1 / 255.0);
    double above = x > 0.999 ? 1 : normal.cumulativeProbability(x + 1 / 255.0);
    return Math.log(Math.max(above - below, 1e-12));
  }

  private static double sq(double x) {
    return x * x;
  }

  @Test
  void aSampleOfTheTimestepsHasTheTermsOfAllAndWeighsThem() {
    GaussianDiffusion diffusion = diffusion(Variance.FIXED_LARGE);
    VariationalBound bound = new VariationalBound(diffusion, network, NOISE);
    TimestepStrata strata = new TimestepStrata(TIMESTEPS, 4);
    BoundStatistics some = estimate(Variance.FIXED_LARGE, 4);
    List<WholeBound> all = WholeBound.of(bound, x0, IDS);

    double[] totals = bound.prior(x0);
    for (int k = 0; k < 4; k++) {
      int[] drawn = strata.draw(NOISE, k, IDS);
      for (int b = 0; b < IDS.length; b++) {
        totals[b] += strata.width(k) * all.get(b).terms().get(drawn[b]);
      }
    }
    assertThat(some.byClass()).isEqualTo(Map.of(3, Moments.of(totals[0])));
    assertThat(some.total().mean()).isCloseTo(Moments.of(totals).mean(), withinPercentage(1e-9));
    assertThat(some.terms().stream().mapToLong(Moments::count).sum()).isEqualTo(8);
    assertThat(some.terms().get(0).count()).isEqualTo(2);
  }

  private BoundStatistics estimate(Variance variance, int count) {
    VariationalBound bound = new VariationalBound(diffusion(variance), network, NOISE);
    List<Integer> calls = new ArrayList<>();
    BoundStatistics statistics =
        new BoundEstimator(bound, new TimestepStrata(TIMESTEPS, count))
            .estimate(x0, IDS, new int[] {3, Labels.NONE}, calls::add);
    assertThat(calls).hasSize(count).containsOnly(IDS.length);
    return statistics;
  }

  private static GaussianDiffusion diffusion(Variance variance) {
    return new GaussianDiffusion(NoiseSchedule.linear(TIMESTEPS), variance, true);
  }

  private static INDArray images() {
    byte[] pixels = new byte[IDS.length * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    return PixelScaling.scale(pixels, new ImageShape(1, 8, 8)).castTo(DataType.DOUBLE);
  }
}
