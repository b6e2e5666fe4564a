package io.github.sparkddpm.jobs.tensorboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.jobs.evaluation.EvaluationReport;
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

  private static final JsonMapper JSON = new JsonMapper();
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
    String json = run.evaluation().readText(EvaluationReport.JSON).orElseThrow();
    JsonNode evaluation = JSON.readTree(json);
    long step = evaluation.path("checkpoint").asLong();
    new EventFiles(new OutputFolder(folder(), run.hadoop()))
        .write(
            step,
            events -> events.scalars(Instant.now(), step, RunSeries.ofEvaluation(evaluation)));
  }
}
