package io.github.sparkddpm.jobs;

import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.executor.EngineChoice;
import io.github.sparkddpm.spark.executor.NativeThreads;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the cost of a training step on this machine. */
@Command(
    name = "bench",
    description = {
      "Times bench.steps training steps of the configured network on made-up images, after",
      "bench.warmup steps that are not counted, then as many steps of ancestral sampling, on",
      "the driver. Prints a line of JSON for each; reads and writes no data."
    },
    footer = {
      "  spark-ddpm bench --config conf/cifar10.conf bench.batch-size=16",
      "  spark-ddpm bench --config conf/digits.conf training.threads=1",
      "  spark-ddpm bench --config conf/rgb32.conf --layers bench.batch-size=32",
      "  spark-ddpm bench --config conf/rgb32.conf --sums --master spark://host:7077"
    })
final class BenchJob extends JobCommand {

  private static final int PUBLISHED_TIMESTEPS = 1000;

  @ArgGroup private Instead instead = new Instead();

  /** Other things to time, at most one of them. */
  private static final class Instead {

    @Option(
        names = "--layers",
        description = "Time each kind of the network's blocks alone instead, and print a table.")
    private boolean layers;

    @Option(
        names = "--sums",
        description = {
          "Time the sums of gradients between the workers instead, and print a table with",
          "what they would take between more of them."
        })
    private boolean sums;
  }

  @Override
  protected String kept() {
    return "nothing is measured, and nothing kept";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    int threads = NativeThreads.use(config.training().threads(), 1);
    if (instead.sums) {
      return new SumBenchmark(config, spark).table();
    }
    if (instead.layers) {
      NoiseStream noise = new NoiseStream(config.seed());
      return new LayerBenchmark(config.network(), config.bench().batchSize(), noise).table();
    }
    EngineConfig chosen = EngineChoice.of(spark.sparkContext(), config.engine());
    Engine engine = Engines.ofBuild().open(chosen);
    engine.threads(threads);
    try (Benchmark benchmark = new Benchmark(config, engine)) {
      return lines(config, benchmark, chosen.description(), threads);
    }
  }

  private List<String> lines(RunConfig config, Benchmark benchmark, String engine, int threads)
      throws IOException {
    int batch = config.bench().batchSize();
    double train = median(seconds(benchmark.trainingSeconds()));
    String trained =
        line(benchmark, batch, engine, threads, "train", train, batch / train, null).toJson();
    double sample = median(seconds(benchmark.samplingSeconds()));
    double rate = batch / sample / PUBLISHED_TIMESTEPS;
    return List.of(
        trained, line(benchmark, batch, engine, threads, "sample", sample, null, rate).toJson());
  }

  private BenchLine line(
      Benchmark benchmark,
      int batch,
      String engine,
      int threads,
      String what,
      double seconds,
      Double imagesPerSecond,
      Double imagesPerSecondAt1000Steps)
      throws IOException {
    ProcessMemory memory = ProcessMemory.read();
    return new BenchLine(
        BenchLine.FORMAT_VERSION,
        presetName(),
        benchmark.parameters(),
        batch,
        engine,
        threads,
        what,
        rounded(seconds),
        rounded(imagesPerSecond),
        rounded(imagesPerSecondAt1000Steps),
        memory.residentMiB(),
        memory.peakResidentMiB());
  }

  private static double[] seconds(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double median(double[] values) {
    return new Median().evaluate(values);
  }

  /** Rounds to four significant digits; null stays null. */
  private static Double rounded(Double value) {
    return value == null
        ? null
        : (Double) new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
