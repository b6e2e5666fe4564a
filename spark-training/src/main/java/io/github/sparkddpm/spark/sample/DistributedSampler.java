package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.spark.executor.EngineChoice;
import io.github.sparkddpm.spark.executor.JobProgress;
import io.github.sparkddpm.spark.sample.files.MissingImages;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.TaskShare;
import io.github.sparkddpm.spark.sample.table.SampleTable;
import io.github.sparkddpm.spark.sample.table.UnusableTableException;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunLock;
import io.github.sparkddpm.spark.storage.RunLockedException;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Draws images: the driver's side. Image i depends on the plan, its id and the weights alone, not
 * on how the images are split over batches, tasks and machines.
 */
public final class DistributedSampler {

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Consumer<SamplingProgress> listener;

  /**
   * Makes a sampler.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param listener called before images are drawn, and meanwhile by another thread
   */
  public DistributedSampler(SparkSession spark, Consumer<SamplingProgress> listener) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.listener = listener;
  }

  /**
   * Draws the missing images with averaged parameters, into a folder that holds images of one kind.
   * The folder's manifest is deleted before the first image is drawn and written after the last.
   *
   * @param wanted the images; what is to compute them is chosen here
   * @param decisive which keys of the configuration decide what the weights mean
   * @throws io.github.sparkddpm.engine.EngineException if the build lacks the engine
   * @throws io.github.sparkddpm.spark.executor.GpuException if Spark does not assign one GPU to
   *     each task of a run that computes on them, or some to one that does not
   * @throws NoCheckpointException if there are no weights, or not those that were asked for
   * @throws UnusableWeightsException if the weights are of another network or diffusion
   * @throws OutputRefusedException if the run is, or the folder or the table of samples holds
   *     images of another seed, checkpoint or sampler
   * @throws UnusableTableException if Spark cannot use the table
   * @throws RunLockedException if another process draws into the folder
   * @throws OutputWriteException if an image cannot be written
   */
  public SamplingResult sample(SamplingRequest wanted, Predicate<String> decisive)
      throws IOException {
    SamplingRequest request =
        wanted.computedBy(EngineChoice.of(spark.sparkContext(), wanted.plan().engine()));
    RunFolder run = new RunFolder(request.run(), hadoop);
    Weights weights =
        request.source().find(request.plan().network(), request.config(), decisive, hadoop);
    SamplesFolder folder =
        new SamplesFolder(
            request.folder(run),
            hadoop,
            request.plan().network().imageShape(),
            request.settings(weights));
    folder.requireOwn();
    Optional<SampleTable> table = request.table(spark);
    if (table.isPresent()) {
      table.get().requireUsable();
      table.get().requireSame(folder.settings());
    }
    try (RunLock lock = RunLock.take(folder.files())) {
      folder.claim();
      RequestedSamples set = new RequestedSamples(folder, request, table);
      int drawn = set.complete(missing -> draw(request, weights, folder, missing), lock);
      return new SamplingResult(weights.step(), drawn, set.paths());
    }
  }

  private void draw(
      SamplingRequest request, Weights weights, SamplesFolder folder, MissingImages missing)
      throws IOException {
    SamplingConfig sampling = request.plan().sampling();
    List<TaskShare> shares =
        missing.share(
            sampling.tasks(missing.count(), spark.sparkContext().defaultParallelism()),
            sampling.unit());
    SamplingTask.Job job =
        new SamplingTask.Job(
            request.plan(), folder.path().toString(), weights, folder.settings().toString());
    int images = missing.count();
    int steps = request.plan().stepsTaken();
    int passes = sampling.conditioning().passes();
    listener.accept(new SamplingProgress(0, images, steps, passes));
    try (JobProgress progress =
        new JobProgress(
            spark, done -> listener.accept(new SamplingProgress(done, images, steps, passes)))) {
      launch(job, shares, progress);
    } finally {
      // In local mode the weights are in this process, because the driver is the executor.
      SharedWeights.forget();
    }
  }

  private void launch(SamplingTask.Job job, List<TaskShare> shares, JobProgress progress)
      throws OutputWriteException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var configuration = context.broadcast(new SerializableConfiguration(hadoop));
    try {
      context
          .parallelize(shares, shares.size())
          .foreach(new SamplingTask(job, progress.sender(), configuration));
    } catch (Exception e) { // Spark throws checked ones that it does not declare.
      if (e.getCause() instanceof OutputWriteException notWritten) {
        throw notWritten;
      }
      if (EngineChoice.isMissing(e.getCause())) {
        throw (RuntimeException) e.getCause();
      }
      throw e;
    }
  }
}
