package io.github.sparkddpm.spark.source;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** A source of raw images on any Hadoop file system. */
public sealed interface RawSource
    permits FolderSource, IdxSource, CifarSource, ParquetSource, TarSource, ZipSource, TableSource {

  /**
   * Lists the images by names and headers, without reading them. Runs Spark jobs where the source
   * is too large for the driver.
   *
   * @param spark reaches the source's file system by its Hadoop configuration
   * @throws IllegalArgumentException if there is no such source, it is empty or its container is
   *     damaged
   */
  Listing list(SparkSession spark) throws IOException;
}
