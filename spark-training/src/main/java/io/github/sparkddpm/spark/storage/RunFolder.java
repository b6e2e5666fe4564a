package io.github.sparkddpm.spark.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The layout of a run's folder.
 *
 * @param path the run's folder; need not exist
 * @param hadoop how its file system is reached
 */
public record RunFolder(Path path, Configuration hadoop) {

  /** The run's configuration and where it comes from. */
  public static final String RECORD = "run.json";

  /** The checkpoints that were judged best. */
  public static final String BEST = "best.json";

  /** One JSON object a line: metrics, judgements and checkpoints, by step. */
  public static final String METRICS = "metrics.jsonl";

  /** One JSON object a line: when the workers began, and when and why they failed. */
  public static final String ATTEMPTS = "attempts.jsonl";

  /** The most of either that is read: a million lines, which take some gigabytes of memory. */
  public static final int MOST_LINES_BYTES = 256 << 20;

  private static final String CHECKPOINTS = "checkpoints";
  private static final String SAMPLES = "samples";
  private static final String EVALUATION = "evaluation";
  private static final String EXPORT = "export";
  private static final String GRIDS = "grids";
  private static final String TENSORBOARD = "tensorboard";

  public RunFolder(String path, Configuration hadoop) {
    this(new Path(path), hadoop);
  }

  public CheckpointStore checkpoints() throws IOException {
    return new CheckpointStore(new Path(path, CHECKPOINTS), hadoop);
  }

  /** The files of the run itself. */
  public OutputFolder files() throws IOException {
    return new OutputFolder(path, hadoop);
  }

  /** Sampled images, one a file. */
  public OutputFolder samples() throws IOException {
    return new OutputFolder(new Path(path, SAMPLES), hadoop);
  }

  /** Returns the folder of the model's evaluation. */
  public OutputFolder evaluation() throws IOException {
    return new OutputFolder(new Path(path, EVALUATION), hadoop);
  }

  /** Returns the folder of the exported weights. */
  public Path export() {
    return new Path(path, EXPORT);
  }

  /** Pictures of samples that were drawn while the run trained. */
  public OutputFolder grids() throws IOException {
    return new OutputFolder(new Path(path, GRIDS), hadoop);
  }

  /** The same metrics and pictures for TensorBoard. */
  public Path tensorBoard() {
    return new Path(path, TENSORBOARD);
  }
}
