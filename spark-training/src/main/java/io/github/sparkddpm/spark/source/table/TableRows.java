package io.github.sparkddpm.spark.source.table;

import static org.apache.spark.sql.functions.lit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LeafNode;
import scala.runtime.BoxedUnit;

/**
 * The rows of a table as columns name, image, path, label and those of the key.
 *
 * @param table all of it
 */
record TableRows(Dataset<Row> table, TableColumns columns) {

  static final int NAME = 0;
  static final int IMAGE = 1;
  static final int PATH = 2;
  static final int LABEL = 3;

  /** The first column of the key. */
  static final int KEY = 4;

  /** A task of so many bytes sorts them in the memory that an executor of 1 GB has for it. */
  private static final long BYTES_A_PARTITION = 128L << 20;

  /** Spark's driver holds up to sixty keys of each while rows are sorted. */
  private static final long MOST_PARTITIONS = 4000;

  /** Spark counts the bytes of what it knows nothing of as 2^63. */
  private static final int MOST_KNOWN_BITS = 50;

  private static final String TITLE = "name";
  private static final String BYTES = "image";
  private static final String FILE = "path";
  private static final String CLASS = "label";
  private static final String KEY_PART = "key";

  /** Returns the labels alone, in no order: what can be told without reading images. */
  JavaRDD<Row> labels() {
    Column none = lit(null).cast("string");
    return chosen().select(none, none, none, new Column(CLASS)).javaRDD();
  }

  /** Returns the rows in their order, without the bytes of images, which are then not read. */
  JavaRDD<Row> sortedWithoutBytes(int tasks) {
    return sorted(chosen().withColumn(BYTES, lit(null).cast("binary")), tasks);
  }

  /**
   * Returns the rows in their order. Rows of one key are in one partition. The table is read twice,
   * once for a sample of the keys, and its images are written to the executors' disks once.
   *
   * @param tasks the least number of partitions, if there are as many rows
   */
  JavaRDD<Row> sorted(int tasks) {
    return sorted(chosen(), partitions(tasks));
  }

  private JavaRDD<Row> sorted(Dataset<Row> chosen, int partitions) {
    List<Column> keys =
        IntStream.range(0, columns.keys().size())
            .mapToObj(part -> new Column(KEY_PART + part))
            .toList();
    List<Column> order = new ArrayList<>(keys);
    order.addAll(List.of(new Column(CLASS), new Column(FILE)));
    return chosen
        .repartitionByRange(partitions, keys.toArray(Column[]::new))
        .sortWithinPartitions(order.toArray(Column[]::new))
        .javaRDD();
  }

  /** Returns the columns; Spark reads those alone that are asked for in the end. */
  private Dataset<Row> chosen() {
    List<Column> chosen =
        new ArrayList<>(
            List.of(
                columns.name().as(TITLE),
                columns.bytes().as(BYTES),
                columns.path().as(FILE),
                columns.label().as(CLASS)));
    for (Column key : columns.keys()) {
      chosen.add(key.as(KEY_PART + (chosen.size() - KEY)));
    }
    return table.select(chosen.toArray(Column[]::new));
  }

  /** Returns the number of partitions by what Spark estimates of the table's size. */
  private int partitions(int tasks) {
    List<BigInteger> bytes = new ArrayList<>();
    // Spark's collections have other types in each line of Scala.
    table
        .queryExecution()
        .optimizedPlan()
        .foreach(
            node -> {
              if (node instanceof LeafNode) {
                bytes.add(node.stats().sizeInBytes().bigInteger());
              }
              return BoxedUnit.UNIT;
            });
    BigInteger all = bytes.stream().reduce(BigInteger.ZERO, BigInteger::add);
    return all.bitLength() > MOST_KNOWN_BITS
        ? tasks
        : (int) Math.max(tasks, Math.min(MOST_PARTITIONS, all.longValue() / BYTES_A_PARTITION));
  }
}
