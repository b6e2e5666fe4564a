package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ImageRange;
import org.apache.spark.Partitioner;

/** Cuts ids 0 to count - 1 into shards whose sizes differ by at most one image. */
final class ShardCut extends Partitioner {

  private static final long serialVersionUID = 1L;

  private final long count;
  private final int shards;

  ShardCut(long count, int shards) {
    this.count = count;
    this.shards = shards;
  }

  private long firstId(int shard) {
    return count * shard / shards;
  }

  ImageRange ids(int shard) {
    return new ImageRange(firstId(shard), firstId(shard + 1) - firstId(shard));
  }

  @Override
  public int numPartitions() {
    return shards;
  }

  @Override
  public int getPartition(Object id) {
    return (int) ((((Long) id + 1) * shards - 1) / count);
  }
}
