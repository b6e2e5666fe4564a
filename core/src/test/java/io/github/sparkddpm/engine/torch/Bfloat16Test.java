package io.github.sparkddpm.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxReader;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.network.torch.TorchTarget;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training in bfloat16 on handwritten digits, against the same in float32. */
class Bfloat16Test {

  private static final Path DIGITS = Path.of("../deploy/digits/digits-images-idx3-ubyte.gz");
  private static final int BATCH = 16;
  private static final int STEPS = 60;

  /**
   * A network without dropout. With it, 60 steps are too few (1.8 % apart), and 300 take minutes
   * (0.9 %).
   */
  private static final UNetConfig NETWORK =
      new UNetConfig(28, 1, 16, List.of(1, 2, 2), 1, List.of(7), 0, 8);

  @Test
  void theLossInBfloat16StaysWithinOnePercent() throws IOException {
    torch.set_num_threads(1);
    double exact = loss(false, NETWORK, BATCH, STEPS);
    double rounded = loss(true, NETWORK, BATCH, STEPS);
    System.out.printf("bfloat16: loss %.5f, float32 %.5f%n", rounded, exact);
    assertThat(exact).isLessThan(0.5);
    assertThat(rounded).isCloseTo(exact, withinPercentage(1));
  }

  /** The mean loss of the last third of the steps. */
  static double loss(boolean bfloat16, UNetConfig network, int batchSize, int steps)
      throws IOException {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_SMALL, true);
    NoiseStream noise = new NoiseStream(1);
    OptimizerConfig optimizer = new OptimizerConfig(1e-3, 20, 1, 0.99, 0);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(DIGITS));
        Learner learner =
            new TorchLearner(
                new TorchNetwork(network, new TorchTarget(false, bfloat16), true),
                optimizer,
                GraphUNet.create(network, 1).parameters())) {
      IdxReader images = new IdxReader(in, "digits", IdxContent.IMAGES);
      int lastThird = steps / 3;
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        long first = (long) step * batchSize;
        long[] ids = LongStream.range(first, first + batchSize).toArray();
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int i = 0; i < batchSize; i++) {
          pixels.write(images.next());
        }
        INDArray x0 = PixelScaling.scale(pixels.toByteArray(), images.shape());
        double[] losses =
            learner.gradient(noise, ids, NoisedBatch.draw(diffusion, noise, step, ids, x0));
        learner.apply();
        sum += step >= steps - lastThird ? Arrays.stream(losses).average().orElseThrow() : 0;
      }
      return sum / lastThird;
    }
  }
}
