import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.evaluation.FeatureInput;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.FeatureStatistics;
import io.github.sparkddpm.evaluation.FrechetDistance;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.sample.ClipChoice;
import io.github.sparkddpm.spark.sample.Conditioning;
import io.github.sparkddpm.spark.sample.SamplingAlgorithm;
import io.github.sparkddpm.spark.sample.SamplingMethod;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;

/** See notebooks/compare-samplers, which runs this. */
public final class CompareSamplers {

  private static final int BATCH = 32;
  private static final List<String> KEYS =
      List.of("run", "images", "steps", "only", "features", "real", "seconds", "out");
  private static final int GRID = 64;

  private final Map<String, String> options;
  private final Path out;
  private final TrainedModel model;
  private final ImageShape shape;
  private final FeatureModel features;
  private final PixelStatistics statistics;
  private final FeatureStatistics realFeatures;
  private final FeatureStatistics realPixels;
  private final double broken;

  /** A sampler to judge, by a name that is one in the table too. */
  private record Candidate(String name, SamplingMethod method) {}

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Map<String, String> options = new LinkedHashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair.length != 2 || !KEYS.contains(pair[0])) {
        System.err.printf("error: %s is not key=value with a key of %s%n", argument, KEYS);
        System.exit(2);
      }
      options.put(pair[0], pair[1]);
    }
    // The engine's threads would keep the process, also after a failure.
    try {
      new CompareSamplers(options).compare();
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private CompareSamplers(Map<String, String> options) throws Exception {
    this.options = options;
    out = Path.of(option("out", "target/samplers"));
    Files.createDirectories(out);
    Configuration hadoop = new Configuration();
    model = TrainedModel.newest(new RunFolder(option("run", "runs/demo"), hadoop));
    shape = model.network().imageShape();
    PreparedDataset dataset = PreparedDataset.open(model.prepared(), hadoop);
    long count = Math.min(dataset.count(), Long.parseLong(option("real", "10000")));
    ImageSet real = new ShardReader(dataset, hadoop).load(new ImageRange(0, count));
    byte[] pixels = pixels(real, 0, (int) count);
    features = option("features", "").isEmpty() ? null : features();
    statistics = new PixelStatistics(pixels, shape);
    // The last 1000 real images play the part of generated ones: nothing does better.
    int held = (int) Math.min(1000, count / 2);
    byte[] reference = Arrays.copyOf(pixels, pixels.length - held * shape.size());
    byte[] unseen = Arrays.copyOfRange(pixels, reference.length, pixels.length);
    realFeatures = features == null ? null : FeatureStatistics.of(features.features(reference));
    realPixels = FeatureStatistics.of(statistics.projected(reference));
    double[] variations = statistics.variations(reference);
    Arrays.sort(variations);
    broken = variations[(int) (0.99 * variations.length)];
    if (!done().containsKey("real images/-")) {
      write("real images", 0, unseen, 0);
    }
  }

  private String option(String key, String otherwise) {
    return options.getOrDefault(key, otherwise);
  }

  /** Judges what the file of results does not have yet, until the time is over. */
  private void compare() throws Exception {
    long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(option("seconds", "1e6")));
    int images = Integer.parseInt(option("images", "1000"));
    for (String steps : option("steps", "20,10,50").split(",")) {
      for (Candidate candidate : candidates(Integer.parseInt(steps))) {
        String key = candidate.name() + "/" + steps;
        if (key.matches(option("only", ".*")) && !done().containsKey(key)) {
          if (System.nanoTime() > end) {
            System.out.println("Not all are judged yet: run the same command again");
            return;
          }
          long start = System.nanoTime();
          byte[] drawn = draw(candidate.method(), images);
          write(
              candidate.name(), Integer.parseInt(steps), drawn, (System.nanoTime() - start) / 1e9);
        }
      }
    }
    System.out.println(
        "| sampler | steps | Frechet, features | Frechet, pixels | broken, % | images/s |");
    System.out.println("|---|---|---|---|---|---|");
    done().values().forEach(System.out::println);
  }

  private static List<Candidate> candidates(int steps) {
    List<Candidate> all = new ArrayList<>();
    for (ClipChoice clip : List.of(ClipChoice.STATIC, ClipChoice.DYNAMIC, ClipChoice.NONE)) {
      String suffix = ", clip " + clip.name().toLowerCase(Locale.ROOT);
      add(
          all,
          "dpm-solver++, order 2" + suffix,
          SamplingAlgorithm.DPM_SOLVER_PLUS_PLUS,
          steps,
          0,
          2,
          clip,
          true);
      add(all, "ddim" + suffix, SamplingAlgorithm.DDIM, steps, 0, 1, clip, true);
      if (clip != ClipChoice.NONE) {
        add(all, "ddim, epsilon kept" + suffix, SamplingAlgorithm.DDIM, steps, 0, 1, clip, false);
        add(all, "ancestral" + suffix, SamplingAlgorithm.ANCESTRAL, steps, 0, 1, clip, true);
        add(
            all,
            "sde-dpm-solver++, order 2" + suffix,
            SamplingAlgorithm.DPM_SOLVER_PLUS_PLUS,
            steps,
            1,
            2,
            clip,
            true);
        add(
            all,
            "dpm-solver++, order 3" + suffix,
            SamplingAlgorithm.DPM_SOLVER_PLUS_PLUS,
            steps,
            0,
            3,
            clip,
            true);
      }
      add(all, "unipc, order 2" + suffix, SamplingAlgorithm.UNIPC, steps, 0, 2, clip, true);
    }
    return all;
  }

  private static void add(
      List<Candidate> all,
      String name,
      SamplingAlgorithm algorithm,
      int steps,
      double eta,
      int order,
      ClipChoice clip,
      boolean rederive) {
    all.add(
        new Candidate(
            name,
            new SamplingMethod(
                algorithm, steps, TimestepSpacing.LINSPACE, eta, order, clip, rederive)));
  }

  /** Draws images on as many threads as there are cores, each with a network of its own. */
  private byte[] draw(SamplingMethod method, int images) throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    byte[] pixels = new byte[images * shape.size()];
    List<Future<?>> shares = new ArrayList<>();
    for (int share = 0; share < threads; share++) {
      int first = share;
      shares.add(
          pool.submit(
              () -> {
                try (UNet network = model.load()) {
                  for (int from = first * BATCH; from < images; from += threads * BATCH) {
                    long[] ids = LongStream.range(from, Math.min(images, from + BATCH)).toArray();
                    byte[] drawn =
                        PixelScaling.unscale(sampler(method, network, ids).sample(ids));
                    System.arraycopy(drawn, 0, pixels, from * shape.size(), drawn.length);
                  }
                }
                return null;
              }));
    }
    for (Future<?> share : shares) {
      share.get();
    }
    pool.shutdown();
    return pixels;
  }

  /** Returns a sampler of images that have the network's classes in turn, if it has any. */
  private Sampler sampler(SamplingMethod method, UNet network, long[] ids) {
    int[] labels = Conditioning.IN_TURN.classes(model.network(), 1).labels(ids);
    ReverseChain chain =
        new ReverseChain(
            new GuidedModel(network, 1, labels),
            method.timesteps(model.diffusion().schedule().timesteps()),
            shape,
            new NoiseStream(1));
    return method.sampler(chain, model.diffusion());
  }

  /** Appends a row of the table, and the first images as a picture. */
  private void write(String name, int steps, byte[] drawn, double seconds) throws Exception {
    int count = drawn.length / shape.size();
    String row =
        String.format(
            "| %s | %s | %s | %.1f | %.1f | %s |",
            name,
            steps == 0 ? "-" : steps,
            features == null
                ? ""
                : String.format("%.1f", distance(realFeatures, features.features(drawn))),
            distance(realPixels, statistics.projected(drawn)),
            100.0
                * Arrays.stream(statistics.variations(drawn)).filter(v -> v > broken).count()
                / count,
            steps == 0 ? "" : String.format("%.1f", count / seconds));
    System.out.println(row);
    String key = name + "/" + (steps == 0 ? "-" : steps);
    Files.writeString(
        results(), key + "\t" + row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.write(
        out.resolve(key.replaceAll("[^a-z0-9+]+", "-") + ".png"),
        ImageGrid.png(
            new ImageGrid(2, 2)
                .render(Arrays.copyOf(drawn, Math.min(count, GRID) * shape.size()), shape, 16)));
  }

  private Map<String, String> done() throws Exception {
    Map<String, String> rows = new LinkedHashMap<>();
    if (Files.exists(results())) {
      for (String line : Files.readAllLines(results())) {
        rows.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
      }
    }
    return rows;
  }

  private Path results() {
    return out.resolve("results.tsv");
  }

  private static double distance(FeatureStatistics real, float[][] drawn) {
    return FrechetDistance.between(real.gaussian(), FeatureStatistics.of(drawn).gaussian());
  }

  private FeatureModel features() throws Exception {
    FeatureInput input =
        new FeatureInput(
            "", "features", FeatureInput.Layout.NCHW, 1, 28, List.of(0.0), List.of(1.0));
    Path file = Path.of(option("features", ""));
    return FeatureModel.load(Files.readAllBytes(file), input, shape, 1, file.toString());
  }

  private byte[] pixels(ImageSet images, int from, int count) {
    byte[] pixels = new byte[count * shape.size()];
    for (int i = 0; i < count; i++) {
      images.copyPixels(from + i, pixels, i * shape.size());
    }
    return pixels;
  }
}
