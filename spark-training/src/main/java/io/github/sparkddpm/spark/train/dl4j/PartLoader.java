package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.data.BatchSource.Batch;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.graph.SelfDrivenUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.training.MicroBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Loads a part of a batch on the executor that trains it. x_0 is in memory, and t and epsilon are
 * drawn by (seed, step, example id). The part is thus the same whoever asks for it and how often.
 */
final class PartLoader implements MultiDataSetLoader {

  private static final long serialVersionUID = 1L;

  private final TrainingRun run;
  private final int workers;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Sender<PartEvent> events;

  PartLoader(
      TrainingRun run,
      int workers,
      Broadcast<SerializableConfiguration> hadoop,
      Sender<PartEvent> events) {
    this.run = run;
    this.workers = workers;
    this.hadoop = hadoop;
    this.events = events;
  }

  /**
   * Loads a part. It reports a failure to the driver itself, because DL4J may swallow exceptions.
   */
  @Override
  public MultiDataSet load(Source source) {
    BatchPart part = BatchPart.ofPath(source.getPath());
    try {
      return load(part);
    } catch (IOException e) {
      throw reported(part, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw reported(part, e);
    }
  }

  private MultiDataSet load(BatchPart part) throws IOException {
    Batch batch = ExecutorState.here().batch(run, hadoop.value().value(), part, workers);
    NoiseStream noise = new NoiseStream(run.plan().seed());
    NoisedBatch noised =
        NoisedBatch.draw(run.plan().diffusion(), noise, part.step(), batch.ids(), batch.x0())
            .labelled(batch.labels());
    List<MultiDataSet> images =
        MicroBatch.cut(run.plan().training().optimizer().accumulate(), batch.ids(), noised).stream()
            .<MultiDataSet>map(
                some -> SelfDrivenUNet.batch(some.batch(), part.step(), part.key(), some.ids()))
            .toList();
    ExecutorState.here().keepFurther(part, images.subList(1, images.size()));
    return images.get(0);
  }

  private RuntimeException reported(BatchPart part, RuntimeException reason) {
    events.send(new PartEvent.Failed(part, ExecutorState.executor(), reason));
    return reason;
  }
}
