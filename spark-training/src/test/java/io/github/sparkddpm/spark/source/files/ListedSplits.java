package io.github.sparkddpm.spark.source.files;

import java.util.List;

/** The splits of a small source, without a Spark job. */
public final class ListedSplits {

  private ListedSplits() {}

  public static List<SourceSplit> of(SourceSplits splits) {
    return ((KnownSplits) splits).splits();
  }
}
