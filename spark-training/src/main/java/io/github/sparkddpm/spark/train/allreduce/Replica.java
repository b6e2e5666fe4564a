package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.collective.Member;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.executor.CoreShare;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.SampleGrids;
import io.github.sparkddpm.spark.train.SecondNetwork;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.spark.train.TrainingOutcome.Paused;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.judge.JudgingNetworks;
import io.github.sparkddpm.spark.train.judge.Peers;
import io.github.sparkddpm.spark.train.judge.RunJudge;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.BatchFeed;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.Trainer;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;

/** One replica of the network, and the steps of an attempt that it trains among the others. */
final class Replica implements AutoCloseable {

  private final Attempt attempt;
  private final TrainingPlan plan;
  private final WorkerSlice slice;
  private final Configuration hadoop;
  private final CoreShare cores;
  private final RunFolder folder;
  private final CheckpointStore store;
  private final Engine engine;
  private final Trainer trainer;

  /** The digest of the parent's parameters, if training begins with them now. */
  private OptionalLong parent = OptionalLong.empty();

  /** Set if the held-out loss does not fall any more, and the run ends by that. */
  private boolean endsEarly;

  Replica(Attempt attempt, int rank, Configuration hadoop, CoreShare cores) throws IOException {
    this.attempt = attempt;
    this.hadoop = hadoop;
    this.cores = cores;
    plan = attempt.run().plan();
    slice = new WorkerSlice(rank, attempt.workers());
    folder = new RunFolder(attempt.run().output(), hadoop);
    store = folder.checkpoints();
    engine = cores.engine();
    trainer =
        new Trainer(
            engine.learner(plan.network(), plan.training().optimizer(), plan.seed()),
            plan.diffusion(),
            plan.training().optimizer(),
            new NoiseStream(plan.seed()));
  }

  /** Returns how the run ended, or nothing if that is another's to say. */
  Optional<TrainingOutcome> train() throws IOException {
    if (attempt.step() > 0 || attempt.run().hasParent()) {
      Learner learner = trainer.learner();
      learner.restore(
          CheckpointFormat.read(store.folder(attempt.step()), learner.layout()).state());
      if (attempt.step() == 0) {
        parent = OptionalLong.of(digest(learner.state()));
      }
    }
    long trained = attempt.workers() > 1 ? trainTogether() : train(AllReduce.alone());
    return slice.rank() == 0 ? Optional.of(outcome(trained)) : Optional.empty();
  }

  private long trainTogether() throws IOException {
    try (Member member = Member.join(attempt.group(), slice.rank())) {
      // By now all tasks that share this process have been counted.
      cores.take();
      try (AllReduce sums = engine.sums(member.group())) {
        return train(sums);
      }
    }
  }

  private long train(AllReduce sums) throws IOException {
    ReplicaGroup replicas = new ReplicaGroup(slice, sums);
    if (attempt.ownExecutors()) {
      replicas.requireOwnExecutor(SparkEnv.get().executorId());
    }
    String computing = "%s (%s)".formatted(plan.engine().description(), engine.library());
    replicas.requireSameEngine(computing);
    replicas.requireSame(trainer.learner()::state);
    if (replicas.isFirst()) {
      attempt
          .events()
          .send(new Started(attempt.step(), plan.training().steps(), attempt.workers(), computing));
    }
    try (SecondNetwork second = new SecondNetwork(plan.network(), engine);
        JudgingNetworks networks = JudgingNetworks.of(plan, slice, second, cores);
        RunJudge judge = judge(replicas, networks)) {
      judge.begin();
      endsEarly = isEarly(judge);
      return isDone() ? 0 : loop(replicas, second, judge);
    }
  }

  private boolean isEarly(RunJudge judge) {
    return judge.isPatienceExhausted() && trainer.learner().step() < plan.training().steps();
  }

  private boolean isDone() {
    return trainer.learner().step() >= plan.training().steps() || endsEarly;
  }

  private RunJudge judge(ReplicaGroup replicas, JudgingNetworks networks) throws IOException {
    return new RunJudge(
        attempt.run(),
        attempt.step(),
        new Peers(slice, replicas.sums()),
        networks,
        hadoop,
        attempt.events()::send);
  }

  private long loop(ReplicaGroup replicas, SecondNetwork second, RunJudge judge)
      throws IOException {
    try (BatchSource images = images();
        BatchFeed batches =
            new BatchFeed(trainer, images, plan.training().steps(), engine.drawsAhead())) {
      long trained =
          new TrainingLoop(
                  attempt,
                  trainer,
                  batches,
                  replicas,
                  checkpoints(),
                  new SampleGrids(plan, folder.grids(), second),
                  judge)
              .run();
      endsEarly = isEarly(judge);
      return trained;
    }
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(
        store, trainer.learner().layout(), attempt.run(), attempt.events()::send);
  }

  private BatchSource images() {
    return new BatchSource(
        plan.order(attempt.run().dataset(), slice.workers()),
        new ShardReader(attempt.run().dataset(), hadoop),
        plan.presentation(),
        slice);
  }

  private TrainingOutcome outcome(long trained) throws IOException {
    long step = trainer.learner().step();
    if (!isDone()) {
      return new Paused(trained > 0 ? step : attempt.step());
    }
    return attempt.step() < step && trained == 0
        ? new NothingTrained(attempt.step())
        : finished(trained);
  }

  private Finished finished(long trained) throws IOException {
    TrainingState state = trainer.learner().state();
    String path = checkpoints().requireSaved(state);
    return new Finished(attempt.step(), state.step(), trained, distance(state), path, endsEarly);
  }

  /** Returns how far the parameters are from the random start; 0 if they are still the parent's. */
  private double distance(TrainingState state) {
    if (parent.isPresent() && parent.getAsLong() == digest(state)) {
      return 0;
    }
    GraphUNet start = GraphUNet.create(plan.network(), plan.seed());
    return state.parameters().distance2(start.parameters());
  }

  private static long digest(TrainingState state) {
    CRC32C digest = new CRC32C();
    digest.update(HostMemory.bytes(state.parameters()));
    return digest.getValue();
  }

  @Override
  public void close() {
    trainer.learner().close();
  }
}
