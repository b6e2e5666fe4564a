package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.weights.CheckpointChoice;
import io.github.sparkddpm.spark.weights.Weights;
import io.github.sparkddpm.spark.weights.WeightsSource;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a run from weights that were trained before, its parent. They become the run's
 * checkpoint of step 0, with which every way of training begins and resumes as with any other.
 *
 * @param from qualified path of a run, of one of its checkpoints, or of a pipeline of diffusers
 * @param decisive which keys of the configuration decide what the weights mean
 */
public record WarmStart(String from, Predicate<String> decisive) {

  private static final Logger LOG = LoggerFactory.getLogger(WarmStart.class);

  private static final String FROM = "start-from";
  private static final String STEP = "step";
  private static final String SHA256 = "sha256";

  /**
   * Returns the run with its parent in its record. A run that has begun keeps the parent it has,
   * whatever the folder of that parent holds by now.
   */
  TrainingRun namingParent(TrainingRun run, Configuration hadoop) throws IOException {
    Map<String, String> recorded = recorded(run, hadoop);
    return run.recordedAs(
        run.record().startedFrom(from.equals(recorded.get(FROM)) ? recorded : parent(run, hadoop)));
  }

  private static Map<String, String> recorded(TrainingRun run, Configuration hadoop)
      throws IOException {
    OutputFolder files = new RunFolder(run.output(), hadoop).files();
    Optional<byte[]> found = files.read(RunFolder.RECORD);
    return found.isEmpty()
        ? Map.of()
        : RunRecord.read(found.get(), files.path(RunFolder.RECORD).toString())
            .provenance()
            .parent();
  }

  private Map<String, String> parent(TrainingRun run, Configuration hadoop) throws IOException {
    Weights found = find(run, CheckpointChoice.NEWEST, hadoop);
    return Map.of(FROM, from, STEP, String.valueOf(found.step()), SHA256, found.sha256());
  }

  private Weights find(TrainingRun run, CheckpointChoice choice, Configuration hadoop)
      throws IOException {
    return WeightsSource.in(from, choice)
        .find(run.plan().network(), run.record().config(), decisive, hadoop);
  }

  /** Returns the weights that a run began with, in words. */
  static String named(RunRecord record) {
    Map<String, String> parent = record.provenance().parent();
    return parent.isEmpty()
        ? "random ones"
        : "%s of sha256 %s".formatted(parent.get(FROM), parent.get(SHA256));
  }

  /** Writes the checkpoint of step 0, if the run has no checkpoint yet. */
  void beginIfDue(TrainingRun run, Configuration hadoop) throws IOException {
    CheckpointStore store = new RunFolder(run.output(), hadoop).checkpoints();
    if (!store.steps().isEmpty()) {
      return;
    }
    Map<String, String> parent = run.record().provenance().parent();
    Weights found = find(run, choice(parent), hadoop);
    ParameterLayout layout = ParameterLayout.of(run.plan().network());
    INDArray parameters =
        new Weights(found.folder(), found.step(), found.average(), parent.get(SHA256))
            .read(layout, hadoop);
    LOG.info("Starting from the weights of step {} in {}", found.step(), found.folder());
    new Checkpoints(store, layout, run, event -> {})
        .save(
            TrainingState.fresh(
                parameters, run.plan().training().optimizer().moreEmaDecays().size()));
  }

  /**
   * Returns the parent's checkpoint by its step; the newest if it has none, or none that is a
   * number.
   */
  private static CheckpointChoice choice(Map<String, String> parent) {
    String step = parent.getOrDefault(STEP, "");
    return step.matches("[1-9]\\d{0,17}")
        ? CheckpointChoice.ofStep(Long.parseLong(step))
        : CheckpointChoice.NEWEST;
  }
}
