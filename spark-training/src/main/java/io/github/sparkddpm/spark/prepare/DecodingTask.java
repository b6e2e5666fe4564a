package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads a run of splits on an executor and decodes them, one image in memory at a time. */
final class DecodingTask implements FlatMapFunction<Iterator<SourceSplit>, PreparedImage> {

  private static final long serialVersionUID = 1L;

  private final ImageDecoder decoder;
  private final Map<Integer, String> earlier;
  private final Sender<Done> events;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * Creates a task.
   *
   * @param decoder null to digest the source without decoding it
   * @param earlier files of images that need not be decoded, as {@link EarlierImages} takes them
   */
  DecodingTask(
      ImageDecoder decoder,
      Map<Integer, String> earlier,
      Sender<Done> events,
      Broadcast<SerializableConfiguration> hadoop) {
    this.decoder = decoder;
    this.earlier = Map.copyOf(earlier);
    this.events = events;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<PreparedImage> call(Iterator<SourceSplit> splits) {
    Configuration configuration = hadoop.value().value();
    return new DecodedImages(
        splits,
        decoder,
        new EarlierImages(earlier, configuration),
        configuration,
        new TaskReporter(events));
  }
}
