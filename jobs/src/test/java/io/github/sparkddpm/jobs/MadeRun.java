package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.EvaluationFile.Bound;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import io.github.sparkddpm.spark.sample.files.Pictures;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.SamplesManifest;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.events.AttemptLog;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLog;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Validated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The folder of a run that a run's own writers have written, without training. */
final class MadeRun {

  /** The images a second of every run. */
  static final double RATE = 64;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIGEST = "0123456789abcdef0123456789abcdef";
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  private final RunFolder folder;
  private final JsonNode config;
  private final MetricsLog metrics;
  private final AttemptLog attempts;

  private MadeRun(Path path, List<String> overrides) throws IOException {
    folder = new RunFolder(path.toString(), new Configuration());
    List<String> all = new ArrayList<>(List.of("training.held-out=100"));
    all.addAll(overrides);
    config = ConfigLoader.load(Optional.empty(), all).run().toJson();
    metrics = new MetricsLog(folder.files(), config.at("/training/batch-size").asInt());
    attempts = new AttemptLog(folder.files());
  }

  /** Begins a run with this configuration. */
  static MadeRun in(Path path, String... overrides) throws IOException {
    return onDataset(DIGEST, path, overrides);
  }

  /** Begins a run on another dataset. */
  static MadeRun onDataset(String digest, Path path, String... overrides) throws IOException {
    MadeRun run = new MadeRun(path, Arrays.asList(overrides));
    Map<String, String> versions = Map.of("spark-ddpm", "0.3.0", "engine", "dl4j on cpu");
    run.record(run.config, new Provenance(versions, digest, 1));
    run.tell(new Started(0, run.config.at("/training/steps").asInt(), 1, "dl4j on cpu"));
    return run;
  }

  /** Writes the record again without a key, as a version before it would have. */
  MadeRun without(String section, String key) throws IOException {
    ((ObjectNode) config.path(section)).remove(key);
    RunRecord written = RunRecord.read(folder.files().read(RunFolder.RECORD).orElseThrow(), "");
    return record(config, written.provenance());
  }

  private MadeRun record(JsonNode content, Provenance provenance) throws IOException {
    folder.files().write(RunFolder.RECORD, new RunRecord(content, provenance).toJson());
    return this;
  }

  /** Trains to a step in lines of ten steps, the loss falling to this one, without a checkpoint. */
  MadeRun trained(int steps, double loss) throws IOException {
    for (int step = 10; step <= steps; step += 10) {
      double now = loss * steps / step;
      List<Double> quarters = List.of(now, now, now, now);
      tell(
          new Measured(
              new StepMetrics(
                  step,
                  10,
                  now,
                  now,
                  quarters,
                  1 + now,
                  1e-3,
                  RATE,
                  2,
                  0,
                  0,
                  0.3,
                  0.1,
                  0.2,
                  step == 10 ? 1 : 0)));
    }
    return this;
  }

  MadeRun checkpoint(long step) throws IOException {
    return tell(new CheckpointSaved(step, "checkpoints/step"));
  }

  MadeRun tell(TrainingEvent event) throws IOException {
    metrics.accept(event);
    attempts.accept(event);
    return this;
  }

  /** Measures the loss on held-out images, and the distance of samples, after a step. */
  MadeRun validated(long step, double loss, double frechet) throws IOException {
    List<HeldOutLoss> losses =
        Stream.of("raw", "ema")
            .map(of -> new HeldOutLoss(of, 100, loss, List.of(loss, loss, loss, loss)))
            .toList();
    tell(new Validated(step, losses, 1));
    return tell(
        new Judged(step, new SampleQuality("ema", "made", 50, frechet, 0, 0, 0.5, 0.5, 1), 1));
  }

  /** Names the checkpoint of a step as the one whose samples have the least distance. */
  MadeRun best(long step, double frechet) throws IOException {
    BestCheckpoints best =
        BestCheckpoints.of(Optional.empty(), Optional.of(new Best(step, "ema", frechet)));
    folder.files().write(RunFolder.BEST, best.toJson());
    return this;
  }

  /** Draws four grey images after each of these steps. */
  MadeRun drew(long... steps) throws IOException {
    for (long step : steps) {
      for (String weights : List.of("raw", "ema")) {
        String name = String.format(Locale.ROOT, "step-%09d-%s.png", step, weights);
        folder.grids().write(name, ImageGrid.png(new ImageGrid(7, 2).render(grey(), SHAPE, 2)));
      }
    }
    return this;
  }

  /** Draws four samples with the weights of a step. */
  MadeRun sampled(long step) throws IOException {
    SamplesFolder samples =
        new SamplesFolder(folder.samples().path(), folder.hadoop(), SHAPE, settings(step));
    samples.claim();
    new Pictures(SHAPE).writeGrid(samples.files(), grey(), 2);
    new SamplesManifest(
            SamplesManifest.FORMAT_VERSION,
            settings(step),
            Map.of(),
            SHAPE,
            Map.of(),
            List.of(),
            List.of())
        .write(samples.files());
    return this;
  }

  private static byte[] grey() {
    byte[] pixels = new byte[4 * SHAPE.size()];
    Arrays.fill(pixels, (byte) 100);
    return pixels;
  }

  private static JsonNode settings(long step) throws IOException {
    return JSON.readTree(
        "{\"spark-ddpm\":\"0.3.0\",\"checkpoint\":%s,\"seed\":1,\"sampler\":\"DDIM\",\"steps\":20}"
            .formatted(step));
  }

  /** Judges the weights of a step by 100 images. */
  MadeRun judged(long step, double bits, double frechet, long generated) throws IOException {
    Distance distance =
        new Distance(
            "generated images", generated, frechet, frechet / 1000, 0.0, 0.8, 0.5, null, null);
    Features features =
        new Features(
            "digits.onnx",
            "feed",
            64,
            null,
            "",
            settings(step),
            List.of(distance),
            null,
            null,
            null);
    Bound bound = new Bound(100, 1000, 50, bits, 0.01, 0.0, bits, 0.0, null);
    EvaluationFile evaluation =
        new EvaluationFile(
            EvaluationFile.FORMAT_VERSION,
            Map.of("spark-ddpm", "0.3.0"),
            config,
            step,
            "ema",
            "beef",
            "100 images of digits",
            true,
            bound,
            features);
    folder.evaluation().write(EvaluationFile.NAME, evaluation.toJson());
    return this;
  }
}
