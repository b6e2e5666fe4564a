package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a table in their order, one split a partition. They are sorted on the executors'
 * disks, counted, and read from there again.
 */
final class TableSplits implements SourceSplits {

  private static final Logger LOG = LoggerFactory.getLogger(TableSplits.class);

  private final ImageTable query;
  private final TableRows rows;
  private final List<String> classNames;

  /**
   * Creates the splits; nothing is read yet.
   *
   * @param classNames the texts that are labels, sorted
   */
  TableSplits(ImageTable query, TableRows rows, List<String> classNames) {
    this.query = query;
    this.rows = rows;
    this.classNames = classNames;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the table cannot be read, or is not what it was when it was
   *     listed
   */
  @Override
  public JavaRDD<SourceSplit> rdd(JavaSparkContext context, int tasks) {
    int least = SourceSplits.tasks(context, tasks);
    LOG.info("Sorting the rows of {} on the disks of executors", query.shown());
    JavaRDD<Row> sorted = TableFailures.reading(query, () -> rows.sorted(least));
    List<TablePart> parts =
        TableFailures.reading(query, () -> TableListing.parts(sorted, rows.columns()));
    TableListing.require(parts, rows.columns());
    long repeated = TableListing.sameKeys(parts);
    if (repeated > 0) {
      LOG.warn("{} rows have the same image as another row, and are kept", repeated);
    }
    int[] first = firstIndexes(parts);
    boolean arePaths = rows.columns().arePaths();
    List<String> classes = classNames;
    return sorted.mapPartitionsWithIndex(
        (part, found) -> {
          int count = first[part + 1] - first[part];
          return count == 0
              ? Collections.<SourceSplit>emptyIterator()
              : List.<SourceSplit>of(new TableSplit(found, first[part], count, arePaths, classes))
                  .iterator();
        },
        true);
  }

  /** Returns the index of each partition's first row, and the number of all rows. */
  private static int[] firstIndexes(List<TablePart> parts) {
    int[] first = new int[parts.size() + 1];
    for (int part = 0; part < parts.size(); part++) {
      first[part + 1] = Math.toIntExact(first[part] + parts.get(part).rows());
    }
    return first;
  }
}
