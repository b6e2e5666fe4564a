package io.github.sparkddpm.spark.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Where raw images lie, on any Hadoop file system. */
public sealed interface RawSource permits FolderSource, IdxSource, CifarSource, ParquetSource {

  /**
   * Looks at names and headers, not at the images; on the driver.
   *
   * @throws IllegalArgumentException if there is no such source, it is empty or its container is
   *     damaged
   */
  Listing list(Configuration hadoop) throws IOException;
}
