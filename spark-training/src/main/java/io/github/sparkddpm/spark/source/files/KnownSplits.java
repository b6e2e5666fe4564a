package io.github.sparkddpm.spark.source.files;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Splits in the driver's memory. */
record KnownSplits(List<SourceSplit> splits) implements SourceSplits {

  KnownSplits {
    splits = List.copyOf(splits);
    long next = 0;
    for (SourceSplit split : splits) {
      if (split.firstIndex() != next) {
        throw new IllegalStateException("Entry %s of a source is in no split".formatted(next));
      }
      next += split.count();
    }
  }

  @Override
  public JavaRDD<SourceSplit> rdd(JavaSparkContext context, int tasks) {
    int parts = Math.min(splits.size(), SourceSplits.tasks(context, tasks));
    return context.parallelize(splits, Math.max(1, parts));
  }
}
