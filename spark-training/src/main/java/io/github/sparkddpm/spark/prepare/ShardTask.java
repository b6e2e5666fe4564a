package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.DatasetFolder;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Writes one shard on an executor and returns its description. */
final class ShardTask implements FlatMapFunction<Iterator<Tuple2<Long, PreparedImage>>, Shard> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final ShardCut cut;
  private final Sender<Done> events;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * Creates a task.
   *
   * @param folder of the dataset
   */
  ShardTask(
      String folder,
      ShardCut cut,
      Sender<Done> events,
      Broadcast<SerializableConfiguration> hadoop) {
    this.folder = folder;
    this.cut = cut;
    this.events = events;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Shard> call(Iterator<Tuple2<Long, PreparedImage>> images) throws IOException {
    TaskContext task = TaskContext.get();
    require(!task.isInterrupted());
    Configuration configuration = hadoop.value().value();
    TaskReporter reporter = new TaskReporter(events);
    ShardContent content =
        new ShardContent(cut.ids(task.partitionId()), images, () -> reporter.add(1), configuration);
    Path file = new Path(folder, file(task));
    new OutputFolder(file.getParent(), configuration)
        .write(
            file.getName(),
            out -> {
              content.writeTo(out);
              require(mayAppear(task));
            });
    reporter.send();
    return List.of(content.describe(file(task))).iterator();
  }

  /**
   * Returns a file name of this attempt's own, because Spark may have given up an attempt that
   * still writes. The manifest says which file counts.
   */
  private static String file(TaskContext task) {
    boolean first = task.attemptNumber() == 0 && task.stageAttemptNumber() == 0;
    return DatasetFolder.shardFile(task.partitionId(), first ? "" : "-" + task.taskAttemptId());
  }

  /**
   * Asks the driver whether this attempt may show its file. It permits one attempt at a time, and
   * none once one has succeeded or the job failed.
   */
  private static boolean mayAppear(TaskContext task) {
    return SparkEnv.get()
        .outputCommitCoordinator()
        .canCommit(
            task.stageId(), task.stageAttemptNumber(), task.partitionId(), task.attemptNumber());
  }

  private static void require(boolean wanted) {
    if (!wanted) {
      throw new TaskKilledException("this attempt to write a shard is no longer wanted");
    }
  }
}
