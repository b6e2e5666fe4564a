package io.github.sparkddpm.spark.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A source of raw images on any Hadoop file system. */
public sealed interface RawSource permits FolderSource, IdxSource, CifarSource, ParquetSource {

  /**
   * Lists the images by names and headers, without reading them; on the driver.
   *
   * @throws IllegalArgumentException if there is no such source, it is empty or its container is
   *     damaged
   */
  Listing list(Configuration hadoop) throws IOException;
}
