package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints.Keeper;
import io.github.sparkddpm.spark.train.Judging;
import io.github.sparkddpm.spark.train.TrainingRun;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Validated;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Judges the network of one replica while it trains, together with the others. */
public final class RunJudge implements AutoCloseable {

  private final Judging judging;
  private final int checkpointEvery;
  private final List<String> names;
  private final Peers peers;
  private final Consumer<TrainingEvent> events;
  private final Candidates candidates;
  private final BestKeeper keeper;
  private final Optional<HeldOutMeter> meter;
  private final Optional<SampleJudge> samples;
  private boolean exhausted;

  /**
   * Judges nothing yet.
   *
   * @param step that the replicas begin after
   * @param networks that compute
   * @param events what the first replica tells
   * @throws io.github.sparkddpm.spark.data.DatasetException if held-out images are not what was
   *     prepared
   */
  public RunJudge(
      TrainingRun run,
      long step,
      Peers peers,
      JudgingNetworks networks,
      Configuration hadoop,
      Consumer<TrainingEvent> events)
      throws IOException {
    this.peers = peers;
    this.events = events;
    judging = run.plan().training().judging();
    checkpointEvery = run.plan().training().intervals().checkpointEvery();
    names = Averages.names(run.plan().training().optimizer().moreEmaDecays());
    RunFolder folder = new RunFolder(run.output(), hadoop);
    OutputFolder files = folder.files();
    Optional<ImageJudge> judge = Optional.ofNullable(run.judge());
    List<MetricsLine> told = judging.judges() ? MetricsLine.read(files) : List.of();
    candidates =
        new Candidates(
            told,
            step,
            HeldOutImages.count(run),
            judging.judgeImages(),
            judge.map(ImageJudge::fingerprint).orElse(""));
    keeper = new BestKeeper(candidates, folder.checkpoints(), files);
    meter =
        judging.validateEvery() > 0
            ? Optional.of(
                new HeldOutMeter(run.plan(), HeldOutImages.read(run, hadoop), networks, peers))
            : Optional.empty();
    samples = judge.map(found -> new SampleJudge(run.plan(), found, networks, peers));
  }

  /**
   * Measures the held-out loss, if it is due; all replicas must call this.
   *
   * @param done steps done
   * @param last whether the run ends here
   */
  public void validateIfDue(long done, boolean last, Supplier<TrainingState> state) {
    if (meter.isPresent() && judging.isLossDue(done, checkpointEvery, last)) {
      long start = System.nanoTime();
      List<HeldOutLoss> losses = new ArrayList<>();
      weights(state.get()).forEach((name, vector) -> losses.add(meter.get().loss(name, vector)));
      candidates.add(done, losses);
      agreeOnPatience();
      tell(new Validated(done, losses, (System.nanoTime() - start) / 1e9));
    }
  }

  /** Returns whether the run ends here, because its held-out loss does not fall any more. */
  public boolean isPatienceExhausted() {
    return exhausted;
  }

  /** Decides as the first replica does: each has read by itself what was told before. */
  private void agreeOnPatience() {
    if (judging.patience() > 0) {
      boolean own = candidates.areExhausted(judging.patience(), judging.validateEvery());
      exhausted = peers.sum(new float[] {peers.isFirst() && own ? 1 : 0})[0] > 0;
    }
  }

  /**
   * Judges samples, if they are due; all replicas must call this after a step that is saved.
   *
   * @param done steps done
   * @param last whether the run ends here
   */
  public void judgeIfDue(long done, boolean last, Supplier<TrainingState> state) {
    if (samples.isPresent() && judging.areSamplesDue(done, checkpointEvery, last)) {
      Map<String, INDArray> averages = weights(state.get());
      averages.remove(Averages.RAW);
      averages.forEach(
          (name, vector) -> samples.get().judge(done, name, vector).ifPresent(this::judged));
    }
  }

  /** Returns the parameters and their averages by name. */
  private Map<String, INDArray> weights(TrainingState state) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    List<INDArray> vectors = new ArrayList<>(List.of(state.parameters(), state.ema()));
    vectors.addAll(state.moreEma());
    for (int i = 0; i < vectors.size(); i++) {
      weights.put(names.get(i), vectors.get(i));
    }
    return weights;
  }

  private void judged(TrainingEvent event) {
    if (event instanceof Judged judged) {
      candidates.add(judged.step(), judged.quality());
    }
    tell(event);
  }

  private void tell(TrainingEvent event) {
    if (peers.isFirst()) {
      events.accept(event);
    }
  }

  /** Takes up what an attempt that failed has left undone; all replicas must call this. */
  public void begin() throws IOException {
    agreeOnPatience();
    if (peers.isFirst()) {
      keeper.kept();
    }
  }

  /** Returns what keeps the best checkpoints. */
  public Keeper keeper() {
    return keeper;
  }

  @Override
  public void close() {
    samples.ifPresent(SampleJudge::close);
  }
}
