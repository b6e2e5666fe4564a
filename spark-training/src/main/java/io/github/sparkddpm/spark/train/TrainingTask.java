package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.NativeThreads;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadCheckpoint;
import io.github.sparkddpm.spark.train.TrainingOutcome.BadDataset;
import io.github.sparkddpm.spark.train.TrainingOutcome.Diverged;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NotWritten;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.Trainer;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
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
    Checkpoints checkpoints =
        new Checkpoints(
            new RunFolder(run.output(), configuration()).checkpoints(),
            network.layout(),
            run,
            events::send);
    try {
      checkpoints.newest().ifPresent(trainer.optimizer()::restore);
      return outcome(trainer, network, checkpoints);
    } catch (UnusableCheckpointException e) {
      return new BadCheckpoint(e);
    } catch (DatasetException e) {
      return new BadDataset(e);
    } catch (DivergedException e) {
      return new Diverged(e);
    } catch (OutputWriteException e) {
      return new NotWritten(e);
    }
  }

  private TrainingOutcome outcome(Trainer trainer, UNet network, Checkpoints checkpoints)
      throws IOException {
    long steps = run.plan().steps();
    long first = trainer.optimizer().step();
    events.send(new Started(first, steps));
    long trained = first < steps ? train(trainer, checkpoints) : 0;
    return first < steps && trained == 0
        ? new NothingTrained(first)
        : finished(first, trained, trainer, network, checkpoints);
  }

  private long train(Trainer trainer, Checkpoints checkpoints) throws IOException {
    TrainingPlan plan = run.plan();
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
      long first, long trained, Trainer trainer, UNet network, Checkpoints checkpoints)
      throws IOException {
    UNet start = UNet.create(run.plan().network(), run.plan().seed());
    double distance = network.parameters().distance2(start.parameters());
    TrainingState state = trainer.optimizer().state();
    return new Finished(first, state.step(), trained, distance, checkpoints.requireSaved(state));
  }

  private Configuration configuration() {
    return hadoop.value().value();
  }
}
