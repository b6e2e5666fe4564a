package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.JsonEntries;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A run as its folder tells of it.
 *
 * @param name by which the others are told from it
 * @param record where it comes from
 * @param settings every key of its configuration, in the order of its file
 * @param attempts its starts and failures
 * @param lines of its metrics, by step; one at least has metrics
 * @param evaluation of its images, if there was one
 */
public record ComparedRun(
    String name,
    RunFolder folder,
    RunRecord record,
    Map<String, String> settings,
    List<AttemptLine> attempts,
    List<MetricsLine> lines,
    Optional<EvaluationFile> evaluation) {

  /**
   * Reads runs.
   *
   * @param folders all different
   * @throws NoRunException if one is none of a run, or has no metrics yet
   * @throws io.github.sparkddpm.spark.storage.DamagedFileException if a file cannot be read
   */
  public static List<ComparedRun> read(List<Path> folders, Configuration hadoop)
      throws IOException {
    List<String> names = RunNames.of(folders);
    List<ComparedRun> runs = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      runs.add(read(names.get(i), new RunFolder(folders.get(i), hadoop)));
    }
    return runs;
  }

  private static ComparedRun read(String name, RunFolder folder) throws IOException {
    OutputFolder files = folder.files();
    String location = files.path(RunFolder.RECORD).toString();
    byte[] json =
        files
            .read(RunFolder.RECORD)
            .orElseThrow(
                () ->
                    new NoRunException(
                        "No run in %s: expected a folder with %s, as train writes into output; correct the path, or leave it out"
                            .formatted(folder.path(), RunFolder.RECORD)));
    RunRecord record = RunRecord.read(json, location);
    // Before the metrics: once a start is in the file, steps to be trained again are gone from
    // them.
    List<AttemptLine> attempts = AttemptLine.read(files);
    List<MetricsLine> lines = MetricsLine.read(files);
    if (lines.stream().noneMatch(line -> line.metrics().isPresent())) {
      throw new NoRunException(
          "The run %s has no metrics yet: expected lines in %s, the first after training.log-every steps; train it on, or leave it out"
              .formatted(folder.path(), RunFolder.METRICS));
    }
    return new ComparedRun(
        name,
        folder,
        record,
        JsonEntries.of(record.config()),
        attempts,
        lines,
        EvaluationFile.read(folder.evaluation()));
  }

  /** Returns the value of a key, which runs of older versions may only imply. */
  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key)).or(() -> RunRecord.before(key));
  }

  /** Returns the lines that have metrics. */
  List<MetricsLine> metrics() {
    return lines.stream().filter(line -> line.metrics().isPresent()).toList();
  }

  /** Returns the newest of them. */
  MetricsLine newest() {
    List<MetricsLine> metrics = metrics();
    return metrics.get(metrics.size() - 1);
  }

  /** Returns the images that were seen up to any line, also one that does not count them. */
  double imagesSeen(MetricsLine line) {
    return line.metrics().isPresent()
        ? line.imagesSeen()
        : (double) newest().imagesSeen() / newest().step() * line.step();
  }
}
