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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws units of images on an executor and writes each. A second attempt continues after the units
 * that the first has finished.
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
   * @param weights that are used
   * @param settings JSON of all that an image depends on besides its id
   * @param firstId of the images that were asked for: its batch is watched
   */
  record Job(
      SamplingPlan plan, Weights weights, String settings, long firstId, SamplingOutput output)
      implements Serializable {

    SamplesFolder folder(Configuration hadoop) throws IOException {
      return new SamplesFolder(
          new Path(output.folder()),
          hadoop,
          plan.imageShape(),
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
      draw(share, job.plan().sampler(network), cores);
    }
  }

  private SharedWeights weights() throws IOException {
    return SharedWeights.of(job.weights().sha256(), job.plan().network(), this::read);
  }

  private INDArray read(ParameterLayout layout) throws IOException {
    return job.weights().read(layout, hadoop.value().value());
  }

  private void draw(TaskShare share, Sampler sampler, CoreShare cores) throws IOException {
    SamplesFolder folder = job.folder(hadoop.value().value());
    UnitManifests records = folder.records(job.output().format());
    UnitStore files = folder.units(job.output().format());
    TaskReporter reporter = new TaskReporter(events);
    for (IdRange unit : share.units()) {
      if (records.holds(unit)) {
        reporter.add((long) unit.count() * job.plan().stepsTaken());
        reporter.send();
      } else {
        records.write(files.write(unit, draw(unit, sampler, cores, reporter)));
      }
    }
  }

  private byte[] draw(IdRange unit, Sampler sampler, CoreShare cores, TaskReporter reporter)
      throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (IdRange batch : unit.cut(job.plan().batchSize())) {
      cores.take();
      pixels.writeBytes(
          batch.holds(job.firstId())
              ? watch(batch, sampler, reporter)
              : PixelScaling.unscale(sampler.sample(batch.ids(), observer(reporter))));
    }
    return pixels.toByteArray();
  }

  private byte[] watch(IdRange batch, Sampler sampler, TaskReporter reporter) throws IOException {
    SamplesFolder folder = job.folder(hadoop.value().value());
    Sampler.Observer progress = observer(reporter);
    Pictures pictures = new Pictures(job.plan().imageShape());
    Denoising columns = new Denoising(COLUMNS);
    Denoising frames = new Denoising(Math.max(2, job.output().frames()));
    byte[] pixels =
        PixelScaling.unscale(
            sampler.sample(
                batch.ids(),
                (stepsDone, steps, xt) -> {
                  progress.observe(stepsDone, steps, xt);
                  columns.observe(stepsDone, steps, xt);
                  frames.observe(stepsDone, steps, xt);
                }));
    pictures.writeDenoising(folder.files(), columns.moments());
    if (job.output().frames() > 0) {
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
