package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A part of an archive. */
record ArchiveSplit(
    ArchiveReader reader, Shard shard, ArchivePart part, int firstIndex, ArchiveClasses classes)
    implements SourceSplit {

  @Override
  public int count() {
    return part.count();
  }

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    return reader.open(shard, part, classes, hadoop);
  }
}
