package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Writes the decoded images of a task into one file. */
final class StoringTask implements FlatMapFunction<Iterator<PreparedImage>, StoringTask.Stored> {

  private static final long serialVersionUID = 1L;

  private final DecodedImageFiles files;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * A task's file.
   *
   * @param path of the file
   * @param survey of its images, those in quarantine included
   */
  record Stored(String path, PartSurvey survey) implements Serializable {}

  StoringTask(DecodedImageFiles files, Broadcast<SerializableConfiguration> hadoop) {
    this.files = files;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Stored> call(Iterator<PreparedImage> images) throws IOException {
    if (!images.hasNext()) {
      return List.<Stored>of().iterator();
    }
    Configuration configuration = hadoop.value().value();
    PreparedImage first = images.next();
    AtomicReference<PartSurvey> survey = new AtomicReference<>();
    Path file =
        new OutputFolder(new Path(files.folder()), configuration)
            .write(
                files.name(first.index(), TaskContext.get()),
                out -> survey.set(DecodedFile.write(out, first, images, configuration)));
    return List.of(new Stored(file.toString(), survey.get())).iterator();
  }
}
