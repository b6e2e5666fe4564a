package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.node.NullNode;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.StoredSamples;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingConfig;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.weights.AverageChoice;
import io.github.sparkddpm.spark.weights.CheckpointChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Requests to a tiny run, with what a test changes.
 *
 * @param run the folder of the run
 * @param folder of the samples
 * @param table empty for none, or one beside the folder
 */
record TinySamples(
    Path run,
    Path folder,
    SamplingAlgorithm algorithm,
    SampleFormat format,
    long firstId,
    int images,
    int batchSize,
    int partitions,
    int unit,
    String table) {

  /** Bytes of an image. */
  static final int SIZE = 8 * 8;

  /** Seven images by DDIM as PNG files, in one task and one batch. */
  static TinySamples of(Path run, Path folder) {
    return new TinySamples(
        run, folder, SamplingAlgorithm.DDIM, SampleFormat.PNG, 0, 7, 7, 1, 64, "");
  }

  TinySamples by(SamplingAlgorithm other) {
    return new TinySamples(
        run, folder, other, format, firstId, images, batchSize, partitions, unit, table);
  }

  TinySamples as(SampleFormat other) {
    return new TinySamples(
        run, folder, algorithm, other, firstId, images, batchSize, partitions, unit, table);
  }

  TinySamples in(Path other) {
    return new TinySamples(
        run, other, algorithm, format, firstId, images, batchSize, partitions, unit, table);
  }

  TinySamples ids(long first, int count) {
    return new TinySamples(
        run, folder, algorithm, format, first, count, batchSize, partitions, unit, table);
  }

  TinySamples split(int tasks, int batch, int images) {
    return new TinySamples(
        run, folder, algorithm, format, firstId, this.images, batch, tasks, images, table);
  }

  TinySamples into(String other) {
    return new TinySamples(
        run,
        folder,
        algorithm,
        SampleFormat.TABLE,
        firstId,
        images,
        batchSize,
        partitions,
        unit,
        other);
  }

  /**
   * Returns the table, by default one of Parquet files beside the folder, so that every format can
   * be tested.
   */
  private String intoTable() {
    boolean none = format == SampleFormat.TABLE && table.isEmpty();
    return none ? "parquet.`%s-table`".formatted(folder) : table;
  }

  SamplingRequest request() {
    return request(0, 4, 0);
  }

  /**
   * The request itself.
   *
   * @param checkpoint its step, or 0 for the newest
   * @param trainingBatch what the configuration has, the run's 4 or another
   */
  SamplingRequest request(long checkpoint, int trainingBatch, int frames) {
    int steps = algorithm == SamplingAlgorithm.ANCESTRAL ? 0 : 5;
    SamplingMethod method =
        new SamplingMethod(
            algorithm, steps, TimestepSpacing.LINSPACE, 0.5, 3, ClipChoice.STATIC, true);
    SamplingConfig sampling =
        new SamplingConfig(
            images,
            firstId,
            checkpoint == 0 ? CheckpointChoice.NEWEST : CheckpointChoice.ofStep(checkpoint),
            AverageChoice.OF_THE_BEST,
            "",
            batchSize,
            method,
            Conditioning.IN_TURN,
            partitions,
            folder.toUri().toString(),
            format,
            intoTable(),
            unit,
            4,
            frames);
    SamplingPlan plan =
        new SamplingPlan(3, TinyRun.NETWORK, TinyRun.DIFFUSION, sampling, 1, EngineConfig.AUTO);
    return new SamplingRequest(
        plan, TinyRun.config(trainingBatch, 3), run.toString(), Map.of("spark-ddpm", "test"));
  }

  /** The request with classes, to a run whose network is told three. */
  SamplingRequest request(Conditioning conditioning) {
    return request(conditioning, TinyRun.told(3, TinyRun.plan(3)));
  }

  /** The request with classes, to a run of any plan. */
  SamplingRequest request(Conditioning conditioning, TrainingPlan trained) {
    SamplingRequest plain = request();
    SamplingConfig sampling = plain.plan().sampling();
    SamplingConfig conditional =
        new SamplingConfig(
            sampling.images(),
            sampling.firstId(),
            sampling.checkpoint(),
            sampling.average(),
            sampling.weights(),
            sampling.batchSize(),
            sampling.method(),
            conditioning,
            sampling.partitions(),
            sampling.output(),
            sampling.format(),
            sampling.table(),
            sampling.imagesPerUnit(),
            sampling.gridColumns(),
            sampling.frames());
    SamplingPlan plan =
        new SamplingPlan(
            plain.plan().seed(),
            trained.network(),
            trained.diffusion(),
            conditional,
            1,
            trained.engine());
    TrainingConfig training = trained.training();
    return new SamplingRequest(
        plan,
        TinyRun.config(training.batchSize(), training.steps()),
        plain.run(),
        plain.versions());
  }

  SamplingResult draw() throws IOException {
    return draw(progress -> {});
  }

  SamplingResult draw(Consumer<SamplingProgress> listener) throws IOException {
    return draw(request(), listener);
  }

  static SamplingResult draw(SamplingRequest request, Consumer<SamplingProgress> listener)
      throws IOException {
    return new DistributedSampler(LocalSpark.session(), listener).sample(request, key -> true);
  }

  /** The images that were asked for, as they lie there. */
  byte[] pixels() throws IOException {
    SamplesFolder samples =
        new SamplesFolder(
            new org.apache.hadoop.fs.Path(folder.toUri()),
            new Configuration(),
            request().plan().network().imageShape(),
            NullNode.instance);
    return StoredSamples.find(samples, format).pixels(request().ids());
  }
}
