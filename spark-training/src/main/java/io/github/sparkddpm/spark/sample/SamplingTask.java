package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.files.Pictures;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.TaskShare;
import io.github.sparkddpm.spark.sample.files.UnitManifests;
import io.github.sparkddpm.spark.sample.files.UnitStore;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws units of images on an executor, and writes each while the next is drawn. A second attempt
 * continues after the units that the first has finished.
 */
final class SamplingTask implements VoidFunction<TaskShare> {

  private static final long serialVersionUID = 1L;

  /** The columns in the picture of the denoising. */
  private static final int COLUMNS = 10;

  private final Job job;
  private final Sender<Done> events;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * The settings that all tasks have in common.
   *
   * @param folder qualified path of the images
   * @param weights that are used
   * @param settings JSON of all that an image depends on besides its id
   */
  record Job(SamplingPlan plan, String folder, Weights weights, String settings)
      implements Serializable {

    SamplesFolder folder(Configuration hadoop) throws IOException {
      return new SamplesFolder(
          new Path(folder),
          hadoop,
          plan.network().imageShape(),
          new JsonMapper().readTree(settings));
    }
  }

  SamplingTask(Job job, Sender<Done> events, Broadcast<SerializableConfiguration> hadoop) {
    this.job = job;
    this.events = events;
    this.hadoop = hadoop;
  }

  @Override
  public void call(TaskShare share) throws Exception {
    try (CoreShare cores = CoreShare.open(job.plan().threads(), job.plan().engine());
        UNet network = weights().network(cores.engine())) {
      draw(share, network, cores);
    }
  }

  private SharedWeights weights() throws IOException {
    return SharedWeights.of(job.weights().sha256(), job.plan().network(), this::read);
  }

  private INDArray read(ParameterLayout layout) throws IOException {
    return job.weights().read(layout, hadoop.value().value());
  }

  private void draw(TaskShare share, UNet network, CoreShare cores) throws IOException {
    SamplesFolder folder = job.folder(hadoop.value().value());
    UnitManifests records = folder.records(job.plan().sampling().format());
    UnitStore files = folder.units(job.plan().sampling().format());
    TaskReporter reporter = new TaskReporter(events);
    List<IdRange> missing = new ArrayList<>();
    for (IdRange unit : share.units()) {
      if (records.holds(unit)) {
        reporter.add((long) unit.count() * job.plan().stepsTaken());
        reporter.send();
      } else {
        missing.add(unit);
      }
    }
    try (UnitWriter writer =
        new UnitWriter(
            missing,
            job.plan().network().imageShape().size(),
            (unit, pixels) -> records.write(files.write(unit, pixels)))) {
      for (long[] batch : batches(missing)) {
        cores.take();
        writer.add(draw(batch, job.plan().sampler(network, batch), reporter));
      }
      writer.awaitWritten();
    }
  }

  /** Cuts the ids of all units into batches, so that only the last is smaller than the others. */
  private List<long[]> batches(List<IdRange> units) {
    long[] ids = units.stream().flatMapToLong(unit -> LongStream.of(unit.ids())).toArray();
    int size = job.plan().sampling().batchSize();
    return IntStream.iterate(0, from -> from < ids.length, from -> from + size)
        .mapToObj(from -> Arrays.copyOfRange(ids, from, Math.min(ids.length, from + size)))
        .toList();
  }

  private byte[] draw(long[] ids, Sampler sampler, TaskReporter reporter) throws IOException {
    return LongStream.of(ids).anyMatch(id -> id == job.plan().sampling().firstId())
        ? watch(ids, sampler, reporter)
        : PixelScaling.unscale(sampler.sample(ids, observer(reporter)));
  }

  private byte[] watch(long[] ids, Sampler sampler, TaskReporter reporter) throws IOException {
    SamplesFolder folder = job.folder(hadoop.value().value());
    Sampler.Observer progress = observer(reporter);
    Pictures pictures = new Pictures(job.plan().network().imageShape());
    Denoising columns = new Denoising(COLUMNS);
    Denoising frames = new Denoising(Math.max(2, job.plan().sampling().frames()));
    byte[] pixels =
        PixelScaling.unscale(
            sampler.sample(
                ids,
                (stepsDone, steps, xt) -> {
                  progress.observe(stepsDone, steps, xt);
                  columns.observe(stepsDone, steps, xt);
                  frames.observe(stepsDone, steps, xt);
                }));
    pictures.writeDenoising(folder.files(), columns.moments());
    if (job.plan().sampling().frames() > 0) {
      pictures.writeFrames(folder.frames(), frames.moments());
    }
    return pixels;
  }

  /** Returns an observer that counts reverse steps of images, and tells the end of every batch. */
  private static Sampler.Observer observer(TaskReporter reporter) {
    return (stepsDone, steps, xt) -> {
      reporter.add(stepsDone == 0 ? 0 : xt.size(0));
      if (stepsDone == steps) {
        reporter.send();
      }
    };
  }
}
