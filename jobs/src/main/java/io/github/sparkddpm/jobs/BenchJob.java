package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.spark.sql.SparkSession;
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
      "  spark-ddpm bench --config conf/rgb32.conf --layers bench.batch-size=32"
    })
final class BenchJob extends JobCommand {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PUBLISHED_TIMESTEPS = 1000;

  @Option(
      names = "--layers",
      description = "Time each kind of the network's blocks alone instead, and print a table.")
  private boolean layers;

  @Override
  protected String kept() {
    return "nothing is measured, and nothing kept";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    int threads = NativeThreads.use(config.training().threads(), 1);
    if (layers) {
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
    List<String> lines = new ArrayList<>();
    double train = median(seconds(benchmark.trainingSeconds()));
    lines.add(
        line(config, benchmark, engine, threads, "train", train)
            .put("images_per_s", rounded(batch / train))
            .setAll(memory())
            .toString());
    double sample = median(seconds(benchmark.samplingSeconds()));
    lines.add(
        line(config, benchmark, engine, threads, "sample", sample)
            .put("images_per_s_at_1000_steps", rounded(batch / sample / PUBLISHED_TIMESTEPS))
            .setAll(memory())
            .toString());
    return lines;
  }

  private ObjectNode line(
      RunConfig config,
      Benchmark benchmark,
      String engine,
      int threads,
      String what,
      double seconds) {
    return MAPPER
        .createObjectNode()
        .put("preset", presetName())
        .put("params", benchmark.parameters())
        .put("batch", config.bench().batchSize())
        .put("engine", engine)
        .put("threads", threads)
        .put("what", what)
        .put("median_s_per_step", rounded(seconds));
  }

  private static ObjectNode memory() throws IOException {
    ObjectNode memory = MAPPER.createObjectNode();
    ProcessMemory.read().forEach((name, mebibytes) -> memory.put(name, mebibytes));
    return memory;
  }

  private static double[] seconds(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double median(double[] values) {
    return new Median().evaluate(values);
  }

  /** Rounds to four significant digits. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
