package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.NativeThreads;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadCheckpoint;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadDataset;
import io.github.sparkddpm.spark.train.TrainingOutcome.Diverged;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.Trainer;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * All remaining steps of a run, on an executor. It begins at the newest good checkpoint, and so
 * does a retry after the executor was lost.
 */
final class TrainingTask implements Function<Integer, TrainingOutcome> {

  private static final long serialVersionUID = 1L;

  private final TrainingRun run;
  private final Sender<TrainingEvent> events;
  private final Broadcast<SerializableConfiguration> hadoop;

  TrainingTask(
      TrainingRun run, Sender<TrainingEvent> events, Broadcast<SerializableConfiguration> hadoop) {
    this.run = run;
    this.events = events;
    this.hadoop = hadoop;
  }

  @Override
  public TrainingOutcome call(Integer replica) throws IOException {
    TrainingPlan plan = run.plan();
    NativeThreads.use(plan.threads(), 1);
    UNet network = UNet.create(plan.network(), plan.seed());
    Trainer trainer =
        new Trainer(network, plan.diffusion(), plan.optimizer(), new NoiseStream(plan.seed()));
    CheckpointStore store = new RunFolder(run.output(), configuration()).checkpoints();
    try {
      restoreNewest(trainer, network, store);
      return outcome(trainer, network, store);
    } catch (UnusableCheckpointException e) {
      return new BadCheckpoint(e);
    } catch (DatasetException e) {
      return new BadDataset(e);
    } catch (DivergedException e) {
      return new Diverged(e);
    }
  }

  private TrainingOutcome outcome(Trainer trainer, UNet network, CheckpointStore store)
      throws IOException {
    long steps = run.plan().steps();
    long first = trainer.optimizer().step();
    events.send(new Started(first, steps));
    long trained = first < steps ? train(trainer, network, store) : 0;
    return first < steps && trained == 0
        ? new NothingTrained(first)
        : finished(first, trained, trainer, network, store);
  }

  private static void restoreNewest(Trainer trainer, UNet network, CheckpointStore store)
      throws IOException {
    store
        .newest(folder -> CheckpointFormat.read(folder, network.layout()))
        .ifPresent(newest -> trainer.optimizer().restore(newest.content().state()));
  }

  private long train(Trainer trainer, UNet network, CheckpointStore store) throws IOException {
    TrainingPlan plan = run.plan();
    Checkpoints checkpoints =
        new Checkpoints(store, network.layout(), run.record(), plan.cadence(), events);
    try (BatchSource batches = batches(plan)) {
      return new TrainingLoop(plan, trainer, batches, checkpoints, events).run();
    }
  }

  private BatchSource batches(TrainingPlan plan) {
    return new BatchSource(
        plan.order(run.dataset(), WorkerSlice.WHOLE.workers()),
        new ShardReader(run.dataset(), configuration()),
        new NoiseStream(plan.seed()),
        plan.flip(),
        WorkerSlice.WHOLE);
  }

  private Finished finished(
      long first, long trained, Trainer trainer, UNet network, CheckpointStore store)
      throws IOException {
    long step = trainer.optimizer().step();
    UNet start = UNet.create(run.plan().network(), run.plan().seed());
    double distance = network.parameters().distance2(start.parameters());
    Optional<CheckpointStore.Newest<Boolean>> readBack =
        store.newest(
            folder ->
                CheckpointFormat.read(folder, network.layout())
                    .state()
                    .isSameAs(trainer.optimizer().state()));
    if (readBack.filter(newest -> newest.step() == step && newest.content()).isEmpty()) {
      throw new IOException(
          "The checkpoint of step %d does not read back as it was written, under %s: the storage"
                  .formatted(step, run.output())
              + " is not reliable");
    }
    return new Finished(first, step, trained, distance, store.folder(step).location());
  }

  private Configuration configuration() {
    return hadoop.value().value();
  }
}
