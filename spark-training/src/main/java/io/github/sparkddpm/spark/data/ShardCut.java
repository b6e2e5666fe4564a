package io.github.sparkddpm.spark.data;

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

  /** The first id of a shard; count for the shard after the last. */
  long firstId(int shard) {
    return count * shard / shards;
  }

  long count(int shard) {
    return firstId(shard + 1) - firstId(shard);
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
