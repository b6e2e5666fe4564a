package io.github.sparkddpm.jobs.tensorboard;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.RunSeries;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The newest evaluation of a run for TensorBoard, at the step of its checkpoint. It is a run beside
 * that of the training, with a file a step, so that a second evaluation of a checkpoint replaces
 * the first.
 */
public record TensorBoardEvaluation(RunFolder run) implements RunView {

  private static final String FOLDER = "evaluation";

  @Override
  public String name() {
    return "TensorBoard's folder " + folder();
  }

  @Override
  public Optional<Path> path() {
    return Optional.of(folder());
  }

  private Path folder() {
    return new Path(run.tensorBoard(), FOLDER);
  }

  @Override
  public void update() throws IOException {
    EvaluationFile evaluation = EvaluationFile.read(run.evaluation()).orElseThrow();
    long step = evaluation.checkpoint();
    new EventFiles(new OutputFolder(folder(), run.hadoop()))
        .write(
            step,
            events -> events.scalars(Instant.now(), step, RunSeries.ofEvaluation(evaluation)));
  }
}
