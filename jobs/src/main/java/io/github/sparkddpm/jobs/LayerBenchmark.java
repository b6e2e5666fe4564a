package io.github.sparkddpm.jobs;

import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.blocks.Block;
import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.blocks.Blocks;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.blocks.ForwardPass;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Benchmarks each kind of block alone, at the sizes of the network's finest level, forward and
 * backward. Beside it stand the limits of this machine's arithmetic and memory.
 */
final class LayerBenchmark {

  private static final int WARMUP = 5;
  private static final int RUNS = 15;
  private static final int MATRIX = 2048;
  private static final long COPIED_FLOATS = 1L << 26;

  /**
   * One kind of block to time.
   *
   * @param flops floating-point operations of its convolutions and matrix products going forward
   */
  private record Case(String name, BlockSpec spec, double flops, List<INDArray> inputs) {

    Case(String name, BlockSpec spec, double flops, INDArray... inputs) {
      this(name, spec, flops, List.of(inputs));
    }
  }

  private final UNetConfig network;
  private final int batch;
  private final NoiseStream noise;
  private long arrays;

  LayerBenchmark(UNetConfig network, int batch, NoiseStream noise) {
    this.network = network;
    this.batch = batch;
    this.noise = noise;
  }

  /** Returns the table, line by line. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "machine: %.0f GFLOP/s (product of %s x %s matrices), %.1f GB/s (copy)",
            gigaflops(),
            MATRIX,
            MATRIX,
            gigabytes()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-16s %12s %12s %12s %12s %10s",
            "block",
            "forward ms",
            "GFLOP/s",
            "backward ms",
            "GFLOP/s",
            "GB in+out"));
    cases().forEach(timed -> lines.add(line(timed)));
    return lines;
  }

  private String line(Case timed) {
    Workspace workspace = new Workspace(DataType.FLOAT);
    Block block = block(timed.spec(), workspace);
    INDArray[] inputs = timed.inputs().toArray(INDArray[]::new);
    double[] forward = new double[RUNS];
    double[] backward = new double[RUNS];
    double bytes = 0;
    for (int i = -WARMUP; i < RUNS; i++) {
      workspace.begin();
      long start = System.nanoTime();
      INDArray out = block.forward(inputs, ForwardPass.TRAINING);
      long middle = System.nanoTime();
      block.backward(out);
      long end = System.nanoTime();
      bytes = 4.0 * (out.length() + Arrays.stream(inputs).mapToLong(INDArray::length).sum());
      if (i >= 0) {
        forward[i] = (middle - start) / 1e6;
        backward[i] = (end - middle) / 1e6;
      }
    }
    // The backward pass computes two products for each one of the forward pass.
    return String.format(
        Locale.ROOT,
        "%-16s %12.2f %12s %12.2f %12s %10.3f",
        timed.name(),
        BenchJob.median(forward),
        rate(timed.flops(), BenchJob.median(forward)),
        BenchJob.median(backward),
        rate(2 * timed.flops(), BenchJob.median(backward)),
        bytes / 1e9);
  }

  private static String rate(double flops, double milliseconds) {
    return flops == 0 ? "-" : String.format(Locale.ROOT, "%.0f", flops / milliseconds / 1e6);
  }

  private List<Case> cases() {
    ImageSize size = network.imageSize();
    int c = network.levelChannels(0);
    int groups = network.groups();
    int time = network.timeChannels();
    double pixels = (double) batch * size.height() * size.width();
    double conv = 2 * pixels * c * c * 9;
    int level =
        IntStream.range(0, network.levels()).filter(network::hasAttention).findFirst().orElse(0);
    ImageSize map = network.size(level);
    int wide = network.levelChannels(level);
    double spots = (double) map.height() * map.width();
    double attention = 2 * batch * spots * wide * (4.0 * wide + 2.0 * spots);
    INDArray images = random(batch, size.height(), size.width(), c);
    INDArray small = random(batch, size.height() / 2, size.width() / 2, c);
    INDArray embedding = random(batch, time);
    return List.of(
        new Case(
            "image-input",
            Blocks.imageInput(network.channels(), c),
            conv / c * network.channels(),
            random(network.imageShape().batch(batch))),
        new Case(
            "residual",
            Blocks.residual(c, 0, c, time, groups, network.dropout(), 0),
            2 * conv,
            images,
            embedding),
        new Case(
            "residual+skip",
            Blocks.residual(c, c, c, time, groups, network.dropout(), 0),
            3 * conv + conv * 2 / 9,
            images,
            random(images.shape()),
            embedding),
        new Case(
            "attention",
            Blocks.selfAttention(wide, groups),
            attention,
            random(batch, map.height(), map.width(), wide)),
        new Case("downsample", Blocks.downsample(c), conv / 4, images),
        // An upsampling counts as the 3x3 convolution of the large image that it stands for.
        new Case("upsample", Blocks.upsample(c), conv, small),
        new Case("norm+silu", Blocks.normOutput(c, groups), 0, images),
        new Case(
            "image-output",
            Blocks.imageOutput(c, network.outputChannels()),
            conv / c * network.outputChannels(),
            images));
  }

  private Block block(BlockSpec spec, Workspace workspace) {
    long length = spec.parameters().stream().mapToLong(ParameterSpec::length).sum();
    Parameters parameters = new Parameters(spec.parameters(), Nd4j.create(DataType.FLOAT, length));
    parameters.initialize(noise, 0);
    parameters.gradients(Nd4j.create(DataType.FLOAT, length));
    return spec.create(parameters, workspace, new DropoutKeys());
  }

  private double gigaflops() {
    INDArray a = random(MATRIX, MATRIX);
    INDArray product = Nd4j.create(DataType.FLOAT, MATRIX, MATRIX);
    double milliseconds = fastest(() -> a.mmul(a, product));
    return 2.0 * MATRIX * MATRIX * MATRIX / milliseconds / 1e6;
  }

  private static double gigabytes() {
    INDArray from = Nd4j.create(DataType.FLOAT, COPIED_FLOATS);
    INDArray to = Nd4j.create(DataType.FLOAT, COPIED_FLOATS);
    return 2 * 4.0 * COPIED_FLOATS / fastest(() -> to.assign(from)) / 1e6;
  }

  /** Returns the least of several times, in ms: a limit is what can be reached. */
  private static double fastest(Runnable action) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      action.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e6);
    }
    return best;
  }

  private INDArray random(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return noise
        .gaussian(Purpose.EVALUATION, arrays++, new long[] {0}, 1, length)
        .reshape('c', shape);
  }
}
