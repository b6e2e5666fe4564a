package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.TrainedRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Draws one range of ids on an executor: the weights are read once, every image is written. */
final class SamplingTask implements Function<IdRange, SampledPart> {

  private static final long serialVersionUID = 1L;

  private static final ImageGrid ONE_IMAGE = new ImageGrid(1, 0);

  private final SamplingPlan plan;
  private final String output;
  private final long checkpoint;
  private final Sender<PartProgress> events;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param checkpoint the step whose weights are used
   */
  SamplingTask(
      SamplingPlan plan,
      String output,
      long checkpoint,
      Sender<PartProgress> events,
      Broadcast<SerializableConfiguration> hadoop) {
    this.plan = plan;
    this.output = output;
    this.checkpoint = checkpoint;
    this.events = events;
    this.hadoop = hadoop;
  }

  @Override
  public SampledPart call(IdRange ids) throws Exception {
    try (CoreShare cores = CoreShare.open(plan.threads())) {
      return draw(ids, cores);
    }
  }

  private SampledPart draw(IdRange ids, CoreShare cores) throws IOException {
    RunFolder folder = new RunFolder(output, hadoop.value().value());
    Sampler sampler = plan.sampler(new TrainedRun(folder).network(plan.network(), checkpoint));
    PartReporter reporter = new PartReporter(ids.part(), events);
    Denoising denoising = new Denoising();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<long[]> batches = ids.batches(plan.batchSize());
    for (int i = 0; i < batches.size(); i++) {
      cores.take();
      boolean watched = ids.part() == 0 && i == 0;
      Sampler.Observer observer = watched ? reporter.and(denoising) : reporter;
      byte[] drawn = PixelScaling.unscale(sampler.sample(batches.get(i), observer));
      write(folder.samples(), batches.get(i), drawn);
      pixels.writeBytes(drawn);
    }
    return new SampledPart(ids, pixels.toByteArray(), denoising.moments());
  }

  private void write(OutputFolder samples, long[] ids, byte[] pixels) throws IOException {
    ImageShape shape = plan.imageShape();
    for (int i = 0; i < ids.length; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * shape.size(), (i + 1) * shape.size());
      samples.write(
          String.format(Locale.ROOT, "%08d.png", ids[i]),
          ImageGrid.png(ONE_IMAGE.render(image, shape, 1)));
    }
  }
}
