package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.spark.executor.EventChannel;
import io.github.sparkddpm.spark.executor.GpuRequest;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.TrainedRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
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
   * @param listener called while images are drawn, by another thread
   */
  public DistributedSampler(SparkSession spark, Consumer<SamplingProgress> listener) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.listener = listener;
  }

  /**
   * Draws the images with the averaged parameters of the run's newest good checkpoint, and writes
   * each into the run's folder of samples, which holds images of one kind: those that were drawn
   * before are drawn again, others are added.
   *
   * @param decisive which keys of the configuration decide what the weights mean
   * @throws io.github.sparkddpm.spark.executor.GpuException if Spark does not assign one GPU to
   *     each task in a build that computes on them, or some in one that does not
   * @throws NoCheckpointException if the run has none
   * @throws OutputRefusedException if its checkpoint is of another network or diffusion, or its
   *     folder of samples holds images of another seed, checkpoint or sampler
   */
  public Samples sample(SamplingRequest request, Predicate<String> decisive) throws IOException {
    GpuRequest.of(spark.sparkContext()).requireFitting();
    RunFolder folder = new RunFolder(request.output(), hadoop);
    Manifest checkpoint =
        new TrainedRun(folder).newest(request.config(), request.plan().network(), decisive);
    OutputFolder images = folder.samples();
    SamplesRecord record = SamplesRecord.claim(images, request.settings(checkpoint));
    Samples samples = draw(request, checkpoint.step());
    record.with(request.firstId(), request.firstId() + request.images() - 1).write(images);
    return samples;
  }

  private Samples draw(SamplingRequest request, long checkpoint) throws IOException {
    List<IdRange> ranges = request.ranges();
    long total = (long) request.images() * request.plan().stepsTaken();
    AtomicLongArray done = new AtomicLongArray(ranges.size());
    try (EventChannel<PartProgress> channel =
        EventChannel.open(spark, PartProgress.class, event -> tell(event, done, total))) {
      return samples(launch(request, ranges, checkpoint, channel), request, checkpoint);
    }
  }

  private List<SampledPart> launch(
      SamplingRequest request,
      List<IdRange> ranges,
      long checkpoint,
      EventChannel<PartProgress> channel) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var configuration = context.broadcast(new SerializableConfiguration(hadoop));
    return context
        .parallelize(ranges, ranges.size())
        .map(
            new SamplingTask(
                request.plan(), request.output(), checkpoint, channel.sender(), configuration))
        .collect();
  }

  private void tell(PartProgress event, AtomicLongArray done, long total) {
    done.set(event.part(), event.done());
    long sum = LongStream.range(0, done.length()).map(i -> done.get((int) i)).sum();
    listener.accept(new SamplingProgress(sum, total));
  }

  private static Samples samples(
      List<SampledPart> parts, SamplingRequest request, long checkpoint) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    parts.forEach(part -> pixels.writeBytes(part.pixels()));
    return new Samples(
        request.plan().imageShape(), checkpoint, pixels.toByteArray(), parts.get(0).moments());
  }
}
