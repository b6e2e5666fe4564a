package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceSplit.Entries;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A reader of one kind of archive; travels to executors. */
public sealed interface ArchiveReader extends Serializable permits TarArchives, ZipArchives {

  /** Returns the label that images are to have. */
  WantedLabel wanted();

  /**
   * Looks through an archive without decoding its images.
   *
   * @param contents takes in what is found
   * @throws IllegalArgumentException if the archive is damaged
   */
  void scan(Shard shard, ShardContents.Counter contents, Configuration hadoop) throws IOException;

  /** Opens a part of an archive. */
  Entries open(Shard shard, ArchivePart part, ArchiveClasses classes, Configuration hadoop)
      throws IOException;
}
