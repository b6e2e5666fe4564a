package io.github.sparkddpm.jobs.mlflow;

import io.github.sparkddpm.jobs.run.RunEnd;
import io.github.sparkddpm.jobs.run.RunHistory;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.jobs.run.SampleGridFile;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's training for MLflow: what it is, its metrics up to the newest checkpoint, its pictures of
 * samples, how it ended. Metrics wait for their checkpoint because MLflow takes none back, and a
 * run that is stopped trains the steps after it again. What could not be logged waits in the run's
 * folder.
 */
public final class MlflowLog implements RunView {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowLog.class);

  /** The lines of metrics in one request; MLflow takes 1,000 metrics. */
  private static final int LINES_OF_A_REQUEST = 30;

  private final RunFolder run;
  private final MlflowServer server;
  private Optional<MlflowRunFile> known = Optional.empty();
  private boolean begun;
  private boolean takesFiles = true;
  private int startsSeen;
  private volatile RunStatus status = RunStatus.RUNNING;

  public MlflowLog(RunFolder run, MlflowServer server) {
    this.run = run;
    this.server = server;
  }

  @Override
  public String name() {
    return server.name();
  }

  /**
   * Returns whether an update is due. A server that is away is asked, and warned of, once a minute.
   */
  @Override
  public boolean isDue(TrainingEvent event, Duration old, Duration running) {
    return (event instanceof Measured || event instanceof CheckpointSaved)
        && old.compareTo(Duration.ofMinutes(1)) > 0;
  }

  @Override
  public void ended(RunEnd how) {
    status =
        switch (how) {
          case SUCCEEDED -> RunStatus.FINISHED;
          case STOPPED -> RunStatus.KILLED;
          case FAILED -> RunStatus.FAILED;
        };
  }

  @Override
  public void update() throws IOException {
    RunHistory history = RunHistory.read(run);
    if (!begun) {
      known = MlflowRunFile.read(run.files());
    }
    try {
      server.ask(client -> log(history, client));
    } catch (IOException e) {
      throw new IOException(
          "%s; %s lines of metrics are not logged".formatted(e.getMessage(), unlogged(history)), e);
    }
    logPictures(known.orElseThrow());
  }

  private void logPictures(MlflowRunFile file) throws IOException {
    OutputFolder grids = run.grids();
    List<SampleGridFile> drawn =
        SampleGridFile.in(grids).stream().filter(grid -> grid.step() > file.drawn()).toList();
    if (drawn.isEmpty() || !takesFiles) {
      return;
    }
    MlflowArtifacts artifacts = MlflowArtifacts.of(server, file.id());
    takesFiles = artifacts.areServed();
    if (!takesFiles) {
      LOG.warn(
          "MLflow keeps the run's files at {}, where this program cannot write: it gets no"
              + " pictures",
          artifacts.location());
      return;
    }
    for (SampleGridFile grid : drawn) {
      artifacts.put("grids/" + grid.name(), grids.path(grid.name()), run.hadoop());
    }
    known = Optional.of(file.withDrawn(drawn.get(drawn.size() - 1).step()));
    known.get().write(run.files());
  }

  private int unlogged(RunHistory history) {
    return history.settledNumbersAfter(known.map(MlflowRunFile::logged).orElse(-1L)).size();
  }

  private void log(RunHistory history, MlflowClient client) throws IOException {
    if (!begun) {
      known = Optional.of(new MlflowRunStart(run, server, client).begin(known));
      begun = true;
    }
    MlflowRunFile file = known.orElseThrow();
    // Before the metrics, so that the status is told even if not all metrics can be.
    if (status != RunStatus.RUNNING) {
      client.setTerminated(file.id(), status);
    }
    warnOfStepsTrainedAgain(history.starts(), file);
    logMetrics(history.settledNumbersAfter(file.logged()), file, client);
  }

  private void warnOfStepsTrainedAgain(List<Long> starts, MlflowRunFile file) {
    if (starts.size() > startsSeen && starts.get(starts.size() - 1) < file.logged()) {
      LOG.warn(
          "The run begins again after step {}: MLflow keeps what it has of the steps up to {}, for"
              + " it takes no metric back",
          starts.get(starts.size() - 1),
          file.logged());
    }
    startsSeen = starts.size();
  }

  private void logMetrics(List<MetricsLine> lines, MlflowRunFile file, MlflowClient client)
      throws IOException {
    for (int from = 0, until; from < lines.size(); from = until) {
      until = endOfStep(lines, Math.min(lines.size(), from + LINES_OF_A_REQUEST));
      client.logBatch(
          file.id(), MlflowMetrics.ofTraining(lines.subList(from, until)), List.of(), List.of());
      known = Optional.of(file.withLogged(lines.get(until - 1).step()));
      known.get().write(run.files());
    }
  }

  /** Returns the end of the step that is cut: what is logged is known by its step alone. */
  private static int endOfStep(List<MetricsLine> lines, int cut) {
    int end = cut;
    while (end < lines.size() && lines.get(end).step() == lines.get(end - 1).step()) {
      end++;
    }
    return end;
  }
}
